/** Two ends of a connection within one process. */

import type { ByteStreams } from "./byte-streams.ts";

/** An end whose output can be ended alone, as a program does that closes its standard output. */
export type PairEnd = Omit<ByteStreams, "write"> & {
  readonly write: (data: string | Uint8Array) => Promise<void>;
  readonly endWrites: () => void;
};

/** What one end writes the other reads; a write is taken when it was read, so that slow readers are felt. */
export function streamPair(): readonly [PairEnd, PairEnd] {
  const forth = createPipe();
  const back = createPipe();
  return [end(back, forth), end(forth, back)];
}

type Pipe = {
  readonly read: () => Promise<Uint8Array | undefined>;
  readonly write: (data: string | Uint8Array) => Promise<void>;
  readonly endWrites: () => void;
  readonly endReads: () => void;
};

function end(input: Pipe, output: Pipe): PairEnd {
  return {
    endWrites: output.endWrites,
    read: input.read,
    write: output.write,
    close: async () => {
      output.endWrites();
      input.endReads();
    },
  };
}

type Parcel = { readonly bytes: Uint8Array; readonly taken: PromiseWithResolvers<void> };

function createPipe(): Pipe {
  const encoder = new TextEncoder();
  const parcels: Parcel[] = [];
  let isEnded = false;
  let isBroken = false;
  let reader: PromiseWithResolvers<Uint8Array | undefined> | undefined;

  function next(): void {
    if (reader === undefined) return;
    const parcel = isBroken ? undefined : parcels.shift();
    if (parcel === undefined && !isEnded && !isBroken) return;
    parcel?.taken.resolve();
    reader.resolve(parcel?.bytes);
    reader = undefined;
  }

  function read(): Promise<Uint8Array | undefined> {
    reader = Promise.withResolvers();
    const { promise } = reader;
    next();
    return promise;
  }

  async function write(data: string | Uint8Array): Promise<void> {
    if (isBroken || isEnded) throw brokenPipe();
    const taken = Promise.withResolvers<void>();
    parcels.push({ bytes: typeof data === "string" ? encoder.encode(data) : data, taken });
    next();
    await taken.promise;
  }

  function endWrites(): void {
    isEnded = true;
    next();
  }

  function endReads(): void {
    isBroken = true;
    for (const { taken } of parcels.splice(0)) taken.reject(brokenPipe());
    next();
  }

  return { read, write, endWrites, endReads };
}

function brokenPipe(): Error {
  return Object.assign(new Error("nobody reads any more"), { code: "EPIPE" });
}
