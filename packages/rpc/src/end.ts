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

type State = EndOptions & {
  readonly ended: Promise<Ending>;
  readonly resolve: (ending: Ending) => void;
  isOver: boolean;
  isDone: boolean;
  isReaderGone: boolean;
};

/** The first end that is asked for is the one that happens, unless a worse one comes meanwhile. */
export function createEnd(options: EndOptions): End {
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  const state: State = { ...options, ended, resolve, isOver: false, isDone: false, isReaderGone: false };
  return {
    afterReader: () => afterReader(state),
    afterInput: () => afterInput(state),
    close: () => close(state),
    now: (ending) => endNow(state, ending),
    isOver: () => state.isOver,
    ended,
  };
}

function endNow(state: State, ending: Ending): void {
  const { streams, limits, requests, calls, outbox, room, resolve } = state;
  if (state.isDone) return;
  state.isOver = true;
  state.isDone = true;
  const cause = ending.kind === "failed" ? ending.error : undefined;
  calls.stop(cause);
  requests.stop(cause ?? new Error("the connection has ended"));
  const isFlushed = !state.isReaderGone && outbox.isEmpty();
  outbox.stop();
  room.changed();
  // What cannot be closed is gone already.
  const closed = streams.close().catch(() => {});
  // A reader that does not read must not hold up the end.
  if (isFlushed) void within(closed, limits.lastAnswersMs).then(() => resolve(ending));
  else resolve(ending);
}

function afterReader(state: State): void {
  const { limits, requests, calls, outbox, room } = state;
  if (state.isDone) return;
  state.isReaderGone = true;
  outbox.stop();
  calls.endOutput(undefined);
  requests.stop(new Error("the connection has ended"));
  room.changed();
  const timer = setTimeout(() => endNow(state, { kind: "reader-gone" }), limits.lastAnswersMs);
  void state.ended.then(() => clearTimeout(timer));
}

async function afterInput(state: State): Promise<void> {
  const { limits, requests, calls, room } = state;
  if (state.isOver) return;
  state.isOver = true;
  calls.endInput(undefined);
  while (!isFinished(state)) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until nothing happens any more
    if (!(await within(room.wait(), limits.inputEndedMs))) break;
  }
  requests.giveUp();
  await within(until(state, isSaid), limits.lastAnswersMs);
  endNow(state, { kind: state.isReaderGone ? "reader-gone" : "input-ended" });
}

/** Also while what came before the end of the input is answered, which may take as long as it likes. */
async function close(state: State): Promise<Ending> {
  if (state.isDone) return state.ended;
  state.isOver = true;
  state.calls.stop(undefined);
  await within(until(state, isFinished), state.limits.lastAnswersMs);
  endNow(state, { kind: "closed" });
  return state.ended;
}

function isFinished(state: State): boolean {
  return isSaid(state) && (state.isDone || (state.requests.isIdle() && state.calls.isIdle()));
}

/** Whether everything was written. */
function isSaid({ isDone, outbox }: State): boolean {
  return isDone || outbox.isEmpty();
}

async function until(state: State, isTrue: (state: State) => boolean): Promise<void> {
  // oxlint-disable-next-line eslint/no-await-in-loop -- until it is
  while (!isTrue(state)) await state.room.wait();
}
