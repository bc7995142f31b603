/** What is to be written, in order: written together where it comes together, and bounded by waiting. */

import { rpcFault } from "./faults.ts";

import type { Limits } from "./limits.ts";

export type Outbox = {
  /** Sends a line whatever waits already; for what is bounded elsewhere, such as answers. */
  readonly send: (text: string) => void;
  /** Sends a line, or lets it wait for room; then a promise that resolves when it has some. @throws Fault `rpc-queue-full` */
  readonly sendOrWait: (text: string) => Promise<void> | undefined;
  /** Sends a line that may be taken back as long as it waits. @throws Fault `rpc-queue-full` */
  readonly sendCall: (text: string) => Withdraw | undefined;
  /** Whether nothing waits and the queue is below its limit. */
  readonly hasRoom: () => boolean;
  /** Whether all was taken by the stream. */
  readonly isEmpty: () => boolean;
  /** Forgets everything; senders that wait go on. */
  readonly stop: () => void;
};

/** Takes back what was to be sent; false when it is too late. */
export type Withdraw = () => boolean;

export type OutboxOptions = {
  readonly write: (text: string) => Promise<void> | void;
  readonly limits: Pick<Limits, "queuedCharacters" | "waitingSends" | "waitingCharacters">;
  /** Called each time a write is done. */
  readonly onWritten: () => void;
  readonly onFailure: (error: unknown) => void;
};

type Waiting = { readonly text: string; readonly onRoom: (() => void) | undefined };

type State = {
  readonly options: OutboxOptions;
  queued: string;
  queuedCharacters: number;
  writingCharacters: number;
  /** What was written since the event loop had a turn. */
  turnCharacters: number;
  isScheduled: boolean;
  isStopped: boolean;
  waiting: Waiting[];
  waitingCharacters: number;
};

/** Lines that come within one turn of the event loop are written in one go. */
export function createOutbox(options: OutboxOptions): Outbox {
  const state: State = {
    options,
    queued: "",
    queuedCharacters: 0,
    writingCharacters: 0,
    turnCharacters: 0,
    isScheduled: false,
    isStopped: false,
    waiting: [],
    waitingCharacters: 0,
  };
  return {
    send: (text) => send(state, { text, onRoom: undefined }),
    sendOrWait: (text) => sendOrWait(state, text),
    sendCall: (text) => sendCall(state, text),
    hasRoom: () => hasRoom(state),
    isEmpty: () => state.isStopped || (!state.isScheduled && state.waiting.length === 0),
    stop: () => stop(state),
  };
}

function isBelowLimit({ options, queuedCharacters, writingCharacters }: State): boolean {
  return queuedCharacters + writingCharacters < options.limits.queuedCharacters;
}

function hasRoom(state: State): boolean {
  return state.waiting.length === 0 && isBelowLimit(state);
}

function send(state: State, line: Waiting): void {
  if (state.isStopped) return;
  if (hasRoom(state)) append(state, line.text);
  else wait(state, line);
}

function wait(state: State, line: Waiting): void {
  state.waiting.push(line);
  state.waitingCharacters += line.text.length;
}

function sendOrWait(state: State, text: string): Promise<void> | undefined {
  if (state.isStopped || hasRoom(state)) {
    send(state, { text, onRoom: undefined });
    return undefined;
  }
  expectPlace(state);
  return new Promise((resolve) => wait(state, { text, onRoom: resolve }));
}

function sendCall(state: State, text: string): Withdraw | undefined {
  const line: Waiting = { text, onRoom: undefined };
  if (state.isStopped || hasRoom(state)) {
    send(state, line);
    return undefined;
  }
  expectPlace(state);
  wait(state, line);
  return () => withdraw(state, line);
}

function withdraw(state: State, line: Waiting): boolean {
  const at = state.waiting.indexOf(line);
  if (at === -1) return false;
  state.waiting.splice(at, 1);
  state.waitingCharacters -= line.text.length;
  return true;
}

function expectPlace({ waiting, waitingCharacters, options: { limits } }: State): void {
  if (waiting.length < limits.waitingSends && waitingCharacters < limits.waitingCharacters) return;
  throw rpcFault("rpc-queue-full", {
    message: `Cannot send a message: ${waiting.length} others wait for a peer that reads slowly`,
    hint: "Await each send before the next",
  });
}

function append(state: State, text: string): void {
  state.queued += `${text}\n`;
  state.queuedCharacters += text.length + 1;
  if (state.isScheduled) return;
  state.isScheduled = true;
  queueMicrotask(() => void writeAll(state).catch(state.options.onFailure));
}

async function writeAll(state: State): Promise<void> {
  while (state.queued !== "") {
    const text = state.queued;
    state.writingCharacters = state.queuedCharacters;
    state.queued = "";
    state.queuedCharacters = 0;
    const written = state.options.write(text);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one write after the other
    if (written !== undefined) await written;
    // A stream that takes all at once would let nothing else happen, no cancellation be read and no timer fire.
    state.turnCharacters += state.writingCharacters;
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    if (state.turnCharacters >= state.options.limits.queuedCharacters) await turn(state);
    state.writingCharacters = 0;
    if (state.isStopped) return;
    admit(state);
    state.options.onWritten();
  }
  state.isScheduled = false;
}

function turn(state: State): Promise<void> {
  state.turnCharacters = 0;
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets in what waited first. */
function admit(state: State): void {
  let admitted = 0;
  for (const { text, onRoom } of state.waiting) {
    if (!isBelowLimit(state)) break;
    append(state, text);
    state.waitingCharacters -= text.length;
    onRoom?.();
    admitted++;
  }
  if (admitted > 0) state.waiting = state.waiting.slice(admitted);
}

function stop(state: State): void {
  const { waiting } = state;
  state.isStopped = true;
  state.queued = "";
  state.waiting = [];
  state.waitingCharacters = 0;
  for (const { onRoom } of waiting) onRoom?.();
}
