/** Puts a connection together: reading, both halves, writing, and its end. */

import { type CallsHalf, createCalls } from "./calls/calls.ts";
import { createCallTables } from "./call-tables.ts";
import { createEnd } from "./end.ts";
import { rpcFault } from "./faults.ts";
import { createLineReader } from "./framing/line-reader.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { createDispatch, type Dispatch } from "./dispatch.ts";
import { createOutbox } from "./outbox.ts";
import { createPause, type Pause } from "./pause.ts";
import { createRoom, type Room } from "./room.ts";
import { createRequests, type Requests } from "./requests/requests.ts";
import { createSender } from "./sender.ts";
import { within } from "./within.ts";

import type { Connection, Ending } from "./connection.ts";
import type { Served } from "./implement.ts";
import type { Protocol } from "./protocol.ts";
import type { RpcError } from "./rpc-error.ts";
import type { ByteStreams } from "./streams/byte-streams.ts";

export type ConnectOptions<P extends Protocol> = {
  /** What the peer may call; left out: nothing. From `implement()`. */
  readonly serve?: Served;
  /** What the peer declares; left out: nothing can be called. */
  readonly peer?: P;
  /** What the peer is called, for the errors it answers with. */
  readonly peerName?: string;
  readonly limits?: Partial<Limits>;
  /** Makes the answer of what a handler threw; undefined: it is a bug, the peer learns only that something failed. */
  readonly errorOf?: (thrown: unknown) => RpcError | undefined;
  /** Hears of what handlers threw and `errorOf` did not want. */
  readonly onBug?: (thrown: unknown) => void;
  /** Hears of each message that could not be used, in one line without a full stop. */
  readonly onFlaw?: (flaw: string) => void;
};

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- a protocol without methods
type NoProtocol = Record<never, never>;

/** Serves and calls on a pair of streams: starts to read at once, and goes on until the connection ends. */
export function connect<const P extends Protocol = NoProtocol>(
  streams: ByteStreams,
  options: ConnectOptions<P> = {},
): Connection<P> {
  const limits = { ...LIMITS, ...options.limits };
  const room = createRoom();
  const onFlaw = quiet(options.onFlaw);
  const outbox = createOutbox({
    write: streams.write,
    limits,
    onWritten: () => {
      requests.pump();
      room.changed();
    },
    onFailure: (error) => {
      const ending = endingOf(error);
      if (ending.kind === "reader-gone") end.afterReader();
      else end.now(ending);
    },
  });
  const sender = createSender(outbox, limits);
  const requests = createRequests({
    served: options.serve ?? new Map(),
    limits,
    outbox,
    errorOf: options.errorOf ?? (() => undefined),
    onBug: quiet(options.onBug),
    onDone: room.changed,
  });
  const calls = createCalls({
    limits,
    peerName: options.peerName,
    send: sender.sendCall,
    tell: sender.send,
    onFlaw,
    onHeard: room.changed,
  });
  const dispatch = createDispatch({ requests, calls, limits, send: outbox.send, onFlaw });
  const end = createEnd({ streams, limits, requests, calls, outbox, room });
  const pause = createPause();
  void readAll({ streams, limits, dispatch, requests, calls, room, pause, isOver: end.isOver }).then(
    () => end.afterInput(),
    (error: unknown) => end.now(endingOf(error)),
  );
  return {
    ...createCallTables({ peer: options.peer, calls, sender, limits, hasEnded: end.isOver }),
    batch: sender.batch,
    isOpen: calls.isOpen,
    pausedMs: pause.totalMs,
    close: end.close,
    ended: end.ended,
  };
}

/** Timers and signals wait no longer than this for input that is always there. */
const LONGEST_TURN_MS = 20;

type Reading = {
  readonly streams: ByteStreams;
  readonly limits: Limits;
  readonly dispatch: Dispatch;
  readonly requests: Pick<Requests, "isFull">;
  readonly calls: Pick<CallsHalf, "isFull" | "waitsForPeer">;
  readonly room: Room;
  readonly pause: Pause;
  readonly isOver: () => boolean;
};

/** Resolves at the end of the input, and when the connection is over for another reason. */
async function readAll(reading: Reading): Promise<void> {
  const { streams, limits, dispatch, isOver } = reading;
  const lines = createLineReader({
    maxSizeBytes: limits.messageSizeBytes,
    onLine: dispatch.line,
    onFlaw: dispatch.flawedLine,
  });
  let turnedMs = performance.now();
  while (!isOver()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in its order
    const chunk = await streams.read();
    if (performance.now() - turnedMs > LONGEST_TURN_MS) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- from input that never waits nothing else would be heard
      await new Promise((resolve) => setImmediate(resolve));
      turnedMs = performance.now();
    }
    if (isOver()) return;
    if (chunk === undefined) return lines.end();
    lines.push(chunk);
    // oxlint-disable-next-line eslint/no-await-in-loop -- a peer that asks too much is not heard for a while
    if (isFull(reading)) await reading.pause.during(() => untilRoom(reading));
  }
}

function isFull({ requests, calls }: Reading): boolean {
  return requests.isFull() || calls.isFull();
}

/**
 * Handlers may wait for calls of their own, whose answers come behind what is not read: then both sides would wait for
 * ever. A listener may take its time: that is back-pressure, however long. @throws Fault `rpc-stalled`
 */
async function untilRoom(reading: Reading): Promise<void> {
  const { limits, calls, room, isOver } = reading;
  while (isFull(reading) && !isOver()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until there is room
    const hasChanged = await within(room.wait(), limits.stalledMs);
    if (!hasChanged && !calls.isFull() && calls.waitsForPeer()) throw stalled(limits.stalledMs);
  }
}

function stalled(timeMs: number): Error {
  return rpcFault("rpc-stalled", {
    message: `Cannot go on: the other side asks for more than is worked off, and nothing has happened for ${timeMs} ms while calls to it wait`,
    hint: "Do not wait for calls in the handlers of notifications that come in great numbers",
  });
}

const GONE: readonly unknown[] = ["EPIPE", "ECONNRESET"];

function endingOf(error: unknown): Ending {
  const isGone = error instanceof Error && "code" in error && GONE.includes(error.code);
  return isGone ? { kind: "reader-gone" } : { kind: "failed", error };
}

/** A listener that throws must not break the connection; what it threw is lost. */
function quiet<T>(listener: ((heard: T) => void) | undefined): (heard: T) => void {
  return function hear(heard) {
    try {
      listener?.(heard);
    } catch {}
  };
}
