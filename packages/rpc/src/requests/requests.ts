/** The peer's requests and notifications: started in their order, bounded, answered once each, cancelled when asked. */

import { errorText, expectSendable, progressText } from "../messages/write-message.ts";
import { standardError } from "../rpc-error.ts";
import { type AnswerOptions, answerText, failureText } from "./answer-text.ts";
import { type IncomingRequest, type Job, jobOf, refusalJob, type TakeOptions } from "./job.ts";
import { createSerialLane, type SerialLane } from "./serial-lane.ts";

import type { CallContext, Served, ServedMethod } from "../implement.ts";
import type { Limits } from "../limits.ts";
import type { Id } from "../messages/read-message.ts";
import type { Outbox } from "../outbox.ts";

export type Requests = {
  /** Starts a request now, or when there is room and its turn has come. */
  readonly take: (request: IncomingRequest, options: TakeOptions) => void;
  /** Delivers the answer to what is no request, in its turn: flaws are bounded as requests are. */
  readonly refuse: (answer: string, options: TakeOptions) => void;
  /** Whether so much waits that nothing more should be read. */
  readonly isFull: () => boolean;
  readonly cancel: (id: Id) => void;
  /** Starts what has room by now. */
  readonly pump: () => void;
  /** Whether nothing runs and nothing waits. */
  readonly isIdle: () => boolean;
  /** Answers for whatever is not answered: nothing of it will come in time. */
  readonly giveUp: () => void;
  /** Aborts whatever runs and forgets what waits; nothing is answered any more. */
  readonly stop: (reason: unknown) => void;
};

export type RequestsOptions = Omit<AnswerOptions, "limits"> & {
  readonly served: Served;
  readonly limits: Limits;
  readonly outbox: Pick<Outbox, "hasRoom" | "sendOrWait">;
  /** Called each time a request is done. */
  readonly onDone: () => void;
};

type State = {
  readonly options: RequestsOptions;
  readonly lane: SerialLane<Job>;
  /** Whatever has an id and is not answered. */
  readonly byId: Map<Id, Job>;
  /** Whatever a handler still works at: it keeps its place until the handler has ended. */
  readonly worked: Set<Job>;
  /** What waits for room. */
  held: Job[];
  /** Of what waits for room or for its turn. */
  heldCharacters: number;
  /** Whatever has a place: it runs, or waits for its turn. */
  running: number;
  isPumping: boolean;
  isStopped: boolean;
  /** For those handlers that outlive their calls. */
  stopping: AbortController | undefined;
};

/** The serving half of a connection. */
export function createRequests(options: RequestsOptions): Requests {
  const { limits } = options;
  const state: State = {
    options,
    lane: createSerialLane((job, leave) => runInTurn(state, { job, leave })),
    byId: new Map(),
    worked: new Set(),
    held: [],
    heldCharacters: 0,
    running: 0,
    isPumping: false,
    isStopped: false,
    stopping: undefined,
  };
  return {
    take: (request, taken) => take(state, jobOf(request, taken)),
    refuse: (refusal, taken) => enqueue(state, refusalJob(refusal, taken)),
    isFull: () =>
      state.held.length >= limits.requestsInFlight + limits.batchMessages ||
      state.heldCharacters >= limits.queuedCharacters + limits.messageSizeBytes,
    cancel: (id) => cancel(state, id),
    pump: () => pump(state),
    isIdle: () => state.isStopped || (state.running === 0 && state.held.length === 0),
    giveUp: () => giveUp(state),
    stop: (reason) => stop(state, reason),
  };
}

function take(state: State, job: Job): void {
  const { id } = job;
  if (id === undefined || id === null) return enqueue(state, job);
  if (state.byId.has(id)) {
    const error = standardError("invalid-request", `the id ${JSON.stringify(id)} is still in use`);
    // With the id it would pass for the answer to the request that has it.
    enqueue(state, refusalJob(errorText(null, error), job));
    return;
  }
  state.byId.set(id, job);
  enqueue(state, job);
}

function enqueue(state: State, job: Job): void {
  if (state.isStopped) return;
  if (state.held.length === 0 && hasRoom(state)) return start(state, job);
  state.held.push(job);
  state.heldCharacters += job.characters;
}

function hasRoom({ running, options }: State): boolean {
  return running < options.limits.requestsInFlight && options.outbox.hasRoom();
}

function pump(state: State): void {
  if (state.isPumping) return;
  state.isPumping = true;
  let started = 0;
  for (; started < state.held.length && hasRoom(state); started++) {
    const job = state.held[started];
    if (job === undefined) break;
    state.heldCharacters -= job.characters;
    if (job.state === "held") start(state, job);
  }
  if (started > 0) state.held = state.held.slice(started);
  state.isPumping = false;
}

function start(state: State, job: Job): void {
  job.state = "running";
  state.running++;
  if (job.refusal !== undefined) return finish(state, { job, text: job.refusal });
  const served = state.options.served.get(job.method);
  const refusal = refusalFor(job, served);
  if (served === undefined || refusal !== undefined) {
    finish(state, { job, text: refusal });
  } else if (served.ordered) {
    job.state = "queued";
    state.heldCharacters += job.characters;
    state.lane.enter(job);
  } else {
    run(state, { job, served, leave: undefined });
  }
}

function runInTurn(state: State, { job, leave }: Omit<Run, "served">): void {
  job.state = "running";
  state.heldCharacters -= job.characters;
  const served = state.options.served.get(job.method);
  if (served !== undefined) run(state, { job, served, leave });
}

function refusalFor({ id, method }: Job, served: ServedMethod | undefined): string | undefined {
  if (id === undefined) return undefined;
  if (served === undefined) {
    return errorText(id, standardError("method-not-found", `there is no method "${method.slice(0, 100)}"`));
  }
  if (served.kind === "method") return undefined;
  return errorText(id, standardError("invalid-request", `"${method}" is a notification, it has no id`));
}

type Run = {
  readonly job: Job;
  readonly served: ServedMethod;
  readonly leave: (() => void) | undefined;
};

function run(state: State, { job, served, leave }: Run): void {
  let returned: unknown;
  try {
    returned = served.run(job.params, contextOf(state, job));
  } catch (thrown) {
    fail(state, { job, thrown });
    leave?.();
    return;
  }
  if (!(returned instanceof Promise)) {
    succeed(state, { job, result: returned });
    leave?.();
    return;
  }
  void work(state, { job, returned, leave });
}

type Work = Pick<Run, "job" | "leave"> & { readonly returned: Promise<unknown> };

async function work(state: State, { job, returned, leave }: Work): Promise<void> {
  state.worked.add(job);
  try {
    const result = await returned;
    state.worked.delete(job);
    succeed(state, { job, result });
  } catch (thrown) {
    state.worked.delete(job);
    fail(state, { job, thrown });
  }
  leave?.();
}

function contextOf(state: State, job: Job): CallContext<unknown> {
  return {
    get signal() {
      job.abort ??= new AbortController();
      if (state.isStopped) job.abort.abort(new Error("the connection has ended"));
      return job.abort.signal;
    },
    get connection() {
      state.stopping ??= new AbortController();
      if (state.isStopped) state.stopping.abort(new Error("the connection has ended"));
      return state.stopping.signal;
    },
    progress: (value) => progress(state, { job, value }),
  };
}

type Progress = { readonly job: Job; readonly value: unknown };

async function progress(state: State, { job, value }: Progress): Promise<void> {
  const { limits, outbox } = state.options;
  // Whoever does not look at the signal ends here, instead of going on for ever without anybody.
  if (state.isStopped) throw new Error("the connection has ended");
  if (job.state === "done" || job.id === undefined || job.id === null) return nextTurn();
  const text = progressText(job.id, value);
  expectSendable(text, { thing: "progress", limits });
  await outbox.sendOrWait(text);
}

/** Resolves when all else has had its turn: a loop over what is dropped must not stop everything. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function succeed(state: State, { job, result }: { readonly job: Job; readonly result: unknown }): void {
  if (job.state === "done") return;
  const text = job.id === undefined ? undefined : answerText(job.id, { result, options: state.options });
  finish(state, { job, text });
}

function fail(state: State, { job, thrown }: { readonly job: Job; readonly thrown: unknown }): void {
  // What a handler throws because it was told to stop is no bug, and nobody waits for it.
  if (job.state === "done" || state.isStopped) return;
  const text = job.isCancelled
    ? cancelledText(job)
    : failureText(job.id ?? null, { thrown, options: state.options });
  finish(state, { job, text: job.id === undefined ? undefined : text });
}

function finish(state: State, { job, text }: { readonly job: Job; readonly text: string | undefined }): void {
  if (job.state === "done") return;
  if (job.state === "queued" && state.lane.withdraw(job)) state.heldCharacters -= job.characters;
  if (job.state !== "held") state.running--;
  job.state = "done";
  if (job.id !== undefined && state.byId.get(job.id) === job) state.byId.delete(job.id);
  if (state.isStopped) return;
  job.deliver(text);
  if (state.held.length > 0) pump(state);
  state.options.onDone();
}

/** What waits is answered at once; what runs when its handler ends, for nothing else says how it really ended. */
function cancel(state: State, id: Id): void {
  const job = state.byId.get(id);
  if (job === undefined || job.isCancelled) return;
  job.isCancelled = true;
  if (!state.worked.has(job)) return finish(state, { job, text: cancelledText(job) });
  job.abort ??= new AbortController();
  job.abort.abort(new Error("the request was cancelled"));
}

function cancelledText({ id }: Job, data?: string): string {
  return errorText(id ?? null, standardError("request-cancelled", data));
}

function giveUp(state: State): void {
  const jobs = new Set([...state.held, ...state.byId.values(), ...state.worked]);
  // Nothing of it starts in the room that the others leave.
  state.held = [];
  state.lane.clear();
  for (const job of jobs) {
    const answer = job.id === undefined ? undefined : cancelledText(job, "the connection ends");
    finish(state, { job, text: job.refusal ?? answer });
  }
}

function stop(state: State, reason: unknown): void {
  state.isStopped = true;
  state.lane.clear();
  state.held = [];
  state.heldCharacters = 0;
  state.byId.clear();
  for (const job of state.worked) job.abort?.abort(reason);
  state.stopping?.abort(reason);
}
