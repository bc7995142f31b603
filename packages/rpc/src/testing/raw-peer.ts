/** The other end of a connection, spoken to in bare text, as any program might do it. */

import { streamPair } from "../streams/stream-pair.ts";

import type { ByteStreams } from "../streams/byte-streams.ts";

export type RawPeer = {
  /** The end to connect. */
  readonly streams: ByteStreams;
  /** Sends text or bytes as they are. Resolves when it was read. */
  readonly send: (data: string | Uint8Array) => Promise<void>;
  /** The next message; undefined at the end of the stream. */
  readonly next: () => Promise<unknown>;
  /** Ends what it sends and waits for the rest of what it is sent. */
  readonly rest: () => Promise<readonly unknown[]>;
  /** Goes away, reading and writing no more. */
  readonly leave: () => Promise<void>;
};

/** Reads only when it is asked for a message. */
export function rawPeer(): RawPeer {
  const [streams, own] = streamPair();
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let start = "";
  async function next(): Promise<unknown> {
    while (lines.length === 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one chunk after the other
      const chunk = await own.read();
      if (chunk === undefined) return undefined;
      const parts = `${start}${decoder.decode(chunk, { stream: true })}`.split("\n");
      start = parts.pop() ?? "";
      lines.push(...parts);
    }
    return JSON.parse(lines.shift() ?? "");
  }
  async function rest(): Promise<readonly unknown[]> {
    own.endWrites();
    const messages: unknown[] = [];
    // oxlint-disable-next-line eslint/no-await-in-loop -- in their order
    for (let message = await next(); message !== undefined; message = await next()) messages.push(message);
    return messages;
  }
  return { streams, send: own.write, next, rest, leave: own.close };
}
