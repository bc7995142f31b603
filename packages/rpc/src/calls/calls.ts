/** Calls to the peer: numbered, answered once, and ended by whatever comes first. */

import { cancelText, expectSendable, requestText } from "../messages/write-message.ts";
import { rootPlace, ShapeError } from "../shapes/shape.ts";
import { badAnswer, connectionEnded, tooManyCalls } from "./call-faults.ts";
import { type CallWindow, createCallWindow, type WindowEntry } from "./call-window.ts";
import { createProgressQueue, type ProgressQueue } from "./progress-queue.ts";
import { readError } from "./read-error.ts";
import { readProgress } from "./read-progress.ts";
import { watchCall } from "./watch-call.ts";

import type { Limits } from "../limits.ts";
import type { Id } from "../messages/read-message.ts";
import type { Withdraw } from "../outbox.ts";
import type { Declaration } from "../protocol.ts";

/** A call as it is made, without types. */
export type OutgoingCall = {
  readonly method: string;
  readonly declaration: Declaration;
  readonly params: unknown;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: never) => void | Promise<void>) | undefined;
};

export type Answer =
  | { readonly kind: "result"; readonly id: Id; readonly result: unknown }
  | { readonly kind: "error"; readonly id: Id; readonly error: unknown };

export type ProgressMessage = {
  readonly params: unknown;
  /** What the value keeps in memory until it is heard. */
  readonly characters: number;
};

export type CallsHalf = {
  readonly call: (call: OutgoingCall) => Promise<unknown>;
  readonly onAnswer: (answer: Answer) => void;
  /** Ends a call whose answer cannot be read. */
  readonly onFlawedAnswer: (id: Id, flaw: string) => void;
  readonly onProgress: (progress: ProgressMessage) => void;
  /** Whether so much progress waits to be heard that nothing more should be read. */
  readonly isFull: () => boolean;
  /** Whether calls are taken. */
  readonly isOpen: () => boolean;
  /** Whether no call waits for its answer. */
  readonly isIdle: () => boolean;
  /** Whether a call waits for the peer alone, and not for its own listener too. */
  readonly waitsForPeer: () => boolean;
  /** Nothing can be sent any more: later calls end with `rpc-connection-ended`. */
  readonly endOutput: (cause: unknown) => void;
  /** Nothing comes any more: so do calls without an answer, each when what came for it was heard. */
  readonly endInput: (cause: unknown) => void;
  /** So do all. */
  readonly stop: (cause: unknown) => void;
};

export type CallsOptions = {
  readonly limits: Limits;
  readonly peerName?: string | undefined;
  /** Sends a call, maybe as part of a batch. @throws Fault `rpc-queue-full` */
  readonly send: (text: string) => Withdraw | undefined;
  /** Sends what must not be refused. */
  readonly tell: (text: string) => void;
  readonly onFlaw: (flaw: string) => void;
  /** Called when progress was heard or a call has its answer, so that there may be room again. */
  readonly onHeard: () => void;
};

type Settle = {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Pending = Settle & {
  readonly id: number;
  readonly call: OutgoingCall;
  readonly progress: ProgressQueue | undefined;
  /** Takes back the timer and the listener. */
  readonly release: () => void;
  readonly place: WindowEntry;
  withdraw: Withdraw | undefined;
  isSent: boolean;
  /** How it ends is known, but progress is still to be heard. */
  isAnswered: boolean;
};

type State = {
  readonly options: CallsOptions;
  readonly window: CallWindow;
  readonly pending: Map<Id, Pending>;
  /** Calls that were given up: their late answers are no flaws. */
  readonly abandoned: Set<Id>;
  lastId: number;
  /** Progress that waits to be heard. */
  waitingCharacters: number;
  ended: { readonly cause: unknown } | undefined;
};

const RESULT = rootPlace("result", "leave-out");
const PROGRESS = rootPlace("progress", "leave-out");
const MAX_ABANDONED = 10_000;

/** The calling half of a connection. */
export function createCalls(options: CallsOptions): CallsHalf {
  const { limits } = options;
  const state: State = {
    options,
    window: createCallWindow(limits),
    pending: new Map(),
    abandoned: new Set(),
    lastId: 0,
    waitingCharacters: 0,
    ended: undefined,
  };
  return {
    call: (call) => new Promise((resolve, reject) => start(state, { call, settle: { resolve, reject } })),
    onAnswer: (answer) => takeAnswer(state, answer),
    onFlawedAnswer: (id, flaw) => takeFlawed(state, { id, flaw }),
    onProgress: (progress) => takeProgress(state, progress),
    isOpen: () => state.ended === undefined,
    isIdle: () => state.pending.size === 0,
    waitsForPeer: () => [...state.pending.values()].some(isWaiting),
    endOutput: (cause) => void (state.ended ??= { cause }),
    endInput: (cause) => endInput(state, cause),
    isFull: () => state.waitingCharacters >= limits.queuedCharacters,
    stop: (cause) => stop(state, cause),
  };
}

function isWaiting({ isAnswered, progress }: Pending): boolean {
  return !isAnswered && progress?.isBusy() !== true;
}

type Start = { readonly call: OutgoingCall; readonly settle: Settle };

function start(state: State, { call, settle }: Start): void {
  const { method, params } = call;
  const { limits } = state.options;
  if (state.ended !== undefined) throw connectionEnded(method, state.ended.cause);
  const id = ++state.lastId;
  const text = requestText(method, { id, params });
  expectSendable(text, { thing: method, limits });
  const entry: Pending = {
    ...settle,
    id,
    call,
    progress: call.onProgress && progressQueue(state, { id, hear: call.onProgress }),
    release: watchCall(call, (error) => abandon(state, { id, error })),
    place: { characters: text.length, send: () => transmit(state, { entry, text }) },
    withdraw: undefined,
    isSent: false,
    isAnswered: false,
  };
  state.pending.set(id, entry);
  if (!state.window.enter(entry.place)) {
    abandon(state, { id, error: tooManyCalls(method, limits.waitingSends) });
  }
}

function transmit(
  state: State,
  { entry, text }: { readonly entry: Pending; readonly text: string },
): boolean {
  if (state.pending.get(entry.id) !== entry) return false;
  try {
    entry.withdraw = state.options.send(text);
    entry.isSent = true;
  } catch (error) {
    abandon(state, { id: entry.id, error });
  }
  return entry.isSent;
}

type Hearing = { readonly id: number; readonly hear: NonNullable<OutgoingCall["onProgress"]> };

function progressQueue(state: State, { id, hear }: Hearing): ProgressQueue {
  return createProgressQueue({
    hear,
    onWaiting: (characters) => {
      state.waitingCharacters += characters;
      if (characters < 0) state.options.onHeard();
    },
    onFailure: (error) => abandon(state, { id, error }),
  });
}

/** Ends a call before its answer. */
function abandon(state: State, { id, error }: { readonly id: number; readonly error: unknown }): void {
  const entry = state.pending.get(id);
  if (entry === undefined) return;
  const isOut = entry.isSent && entry.withdraw?.() !== true;
  remove(state, entry);
  entry.reject(error);
  if (!isOut) return;
  remember(state.abandoned, id);
  state.options.tell(cancelText(id));
}

function remove(state: State, entry: Pending): void {
  state.pending.delete(entry.id);
  entry.release();
  entry.progress?.stop();
  if (entry.isSent) state.window.leave(entry.place.characters);
  else state.window.withdraw(entry.place);
}

function remember(ids: Set<Id>, id: Id): void {
  ids.add(id);
  const [oldest] = ids.size > MAX_ABANDONED ? ids : [];
  if (oldest !== undefined) ids.delete(oldest);
}

function takeAnswer(state: State, answer: Answer): void {
  const entry = state.pending.get(answer.id);
  if (entry === undefined || !entry.isSent || entry.isAnswered) {
    if (!state.abandoned.delete(answer.id)) state.options.onFlaw(unexpected(answer));
    return;
  }
  whenHeard(entry, () => conclude(state, { entry, answer }));
}

function whenHeard(entry: Pending, then: () => void): void {
  entry.isAnswered = true;
  if (entry.progress === undefined) then();
  else entry.progress.whenHeard(then);
}

function takeFlawed(state: State, { id, flaw }: { readonly id: Id; readonly flaw: string }): void {
  const entry = state.pending.get(id);
  if (entry === undefined || !entry.isSent || entry.isAnswered) return;
  remove(state, entry);
  entry.reject(badAnswer(entry.call.method, new Error(flaw)));
}

function conclude(
  state: State,
  { entry, answer }: { readonly entry: Pending; readonly answer: Answer },
): void {
  if (state.pending.get(entry.id) !== entry) return;
  remove(state, entry);
  const { declaration, method } = entry.call;
  try {
    if (answer.kind === "error")
      entry.reject(readError(answer.error, { method, peer: state.options.peerName }));
    else entry.resolve(declaration.result?.read(answer.result, RESULT));
  } catch (error) {
    entry.reject(error instanceof ShapeError ? badAnswer(method, error) : error);
  }
  state.options.onHeard();
}

function unexpected(answer: Answer): string {
  const id = JSON.stringify(answer.id);
  if (answer.kind === "result") return `an answer to ${id}, which is no call that waits`;
  return `an error for ${id}, which is no call that waits: ${JSON.stringify(answer.error).slice(0, 200)}`;
}

function takeProgress(state: State, { params, characters }: ProgressMessage): void {
  const { token, value } = readProgress(params);
  const entry = state.pending.get(token);
  if (entry === undefined || !entry.isSent) {
    if (state.abandoned.has(token)) return;
    state.options.onFlaw(`progress of ${JSON.stringify(token)}, which is no call that waits`);
    return;
  }
  const { declaration, method } = entry.call;
  if (entry.progress === undefined || declaration.progress === undefined) return;
  try {
    entry.progress.add(declaration.progress.read(value, PROGRESS), characters);
  } catch (error) {
    abandon(state, { id: entry.id, error: error instanceof ShapeError ? badAnswer(method, error) : error });
  }
}

function endInput(state: State, cause: unknown): void {
  state.ended ??= { cause };
  for (const entry of [...state.pending.values()].filter(({ isAnswered }) => !isAnswered)) {
    whenHeard(entry, () => {
      state.pending.delete(entry.id);
      end(entry, cause);
      state.options.onHeard();
    });
  }
}

function stop(state: State, cause: unknown): void {
  state.ended ??= { cause };
  const entries = [...state.pending.values()];
  state.pending.clear();
  for (const entry of entries) end(entry, cause);
}

function end(entry: Pending, cause: unknown): void {
  entry.release();
  entry.progress?.stop();
  entry.reject(connectionEnded(entry.call.method, cause));
}
