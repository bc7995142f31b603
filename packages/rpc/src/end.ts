/** The end of a connection, whatever brings it: once, bounded in time, and with everything that waits told. */

import { within } from "./within.ts";

import type { CallsHalf } from "./calls/calls.ts";
import type { Ending } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { Outbox } from "./outbox.ts";
import type { Requests } from "./requests/requests.ts";
import type { Room } from "./room.ts";
import type { ByteStreams } from "./streams/byte-streams.ts";

export type End = {
  /** Nobody reads any more: what comes is still heard for a moment, answers to calls may be in it. */
  readonly afterReader: () => void;
  /** The input has ended: what runs may go on as long as something happens, and is answered for in any case. */
  readonly afterInput: () => Promise<void>;
  /** What runs has a fixed time. */
  readonly close: () => Promise<Ending>;
  /** Nothing can be read or written any more. */
  readonly now: (ending: Ending) => void;
  /** Whether an end has begun. */
  readonly isOver: () => boolean;
  readonly ended: Promise<Ending>;
};

export type EndOptions = {
  readonly streams: ByteStreams;
  readonly limits: Limits;
  readonly requests: Requests;
  readonly calls: CallsHalf;
  readonly outbox: Outbox;
  /** Changes whenever a request is done or something was written. */
  readonly room: Room;
};

/** The first end that is asked for is the one that happens, unless a worse one comes meanwhile. */
export function createEnd({ streams, limits, requests, calls, outbox, room }: EndOptions): End {
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  let isOver = false;
  let isDone = false;
  let isReaderGone = false;

  function now(ending: Ending): void {
    if (isDone) return;
    isOver = true;
    isDone = true;
    const cause = ending.kind === "failed" ? ending.error : undefined;
    calls.stop(cause);
    requests.stop(cause ?? new Error("the connection has ended"));
    const isFlushed = !isReaderGone && outbox.isEmpty();
    outbox.stop();
    room.changed();
    // What cannot be closed is gone already.
    const closed = streams.close().catch(() => {});
    // A reader that does not read must not hold up the end.
    if (isFlushed) void within(closed, limits.lastAnswersMs).then(() => resolve(ending));
    else resolve(ending);
  }

  const isFinished = (): boolean => isDone || (requests.isIdle() && calls.isIdle() && outbox.isEmpty());

  function afterReader(): void {
    if (isDone) return;
    isReaderGone = true;
    outbox.stop();
    calls.endOutput(undefined);
    requests.stop(new Error("the connection has ended"));
    room.changed();
    const timer = setTimeout(() => now({ kind: "reader-gone" }), limits.lastAnswersMs);
    void ended.then(() => clearTimeout(timer));
  }

  async function afterInput(): Promise<void> {
    if (isOver) return;
    isOver = true;
    calls.endInput(undefined);
    while (!isFinished()) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until nothing happens any more
      if (!(await within(room.wait(), limits.inputEndedMs))) break;
    }
    requests.giveUp();
    await within(allSaid(), limits.lastAnswersMs);
    now({ kind: isReaderGone ? "reader-gone" : "input-ended" });
  }

  async function allDone(): Promise<void> {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until nothing is left
    while (!isFinished()) await room.wait();
  }

  async function allSaid(): Promise<void> {
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    while (!isDone && !outbox.isEmpty()) await room.wait();
  }

  /** Also while what came before the end of the input is answered, which may take as long as it likes. */
  async function close(): Promise<Ending> {
    if (isDone) return ended;
    isOver = true;
    calls.stop(undefined);
    await within(allDone(), limits.lastAnswersMs);
    now({ kind: "closed" });
    return ended;
  }

  return { afterReader, afterInput, close, now, isOver: () => isOver, ended };
}
