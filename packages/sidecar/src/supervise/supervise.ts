/** Keeps a sidecar running: watches it, starts it again, gives it up, stops it. */

import { Fault } from "@slipway/fault";

import { sidecarFault } from "../faults.ts";
import { TIMES } from "../limits.ts";
import { explain } from "../link/greet.ts";
import { aborted, pause } from "../time.ts";
import { type BackOff, createBackOff } from "./back-off.ts";
import { createCallTables } from "./call-tables.ts";

import type { Protocol } from "@slipway/rpc";
import type { SidecarLimits } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Sidecar, SidecarEvent, SidecarOptions, StopResult } from "../options.ts";

export type SuperviseOptions<P extends Protocol> = Pick<SidecarOptions<P>, "protocol" | "status"> & {
  readonly name: string;
  readonly limits: SidecarLimits;
  readonly onEvent: (event: SidecarEvent) => void;
  /** Starts one, or connects to one. */
  readonly open: (signal: AbortSignal) => Promise<Link<P>>;
  /** When another is opened after one has ended: at once, or when somebody calls it. */
  readonly reopen: "at-once" | "when-called";
};

/** Rejects when the first start fails; that is not tried again. */
export async function supervise<P extends Protocol>(options: SuperviseOptions<P>): Promise<Sidecar<P>> {
  const stop = new AbortController();
  const state: State<P> = { link: undefined, next: nextLink(), called: Promise.withResolvers() };
  started(state, { link: await options.open(stop.signal), options });
  const life = keepAlive(state, { options, signal: stop.signal });
  const tables = createCallTables<P>(options.protocol, () => openLink(state) ?? awaited(state));
  let stopped: Promise<StopResult> | undefined;
  async function stopIt(): Promise<StopResult> {
    stop.abort();
    const result = (await state.link?.stop()) ?? { kind: "gone" };
    await life;
    return result;
  }
  return {
    ...tables,
    current: () => state.link && { version: state.link.version, pid: state.link.pid, path: state.link.path },
    stop: () => (stopped ??= stopIt()),
    ended: life,
  };
}

type State<P extends Protocol> = {
  /** The one that runs. */
  link: Link<P> | undefined;
  /** The one after that, for which calls wait; rejects when there will be none. */
  next: PromiseWithResolvers<Link<P>>;
  /** Resolves when a call waits for that. */
  called: PromiseWithResolvers<void>;
};

function nextLink<P extends Protocol>(): PromiseWithResolvers<Link<P>> {
  const next = Promise.withResolvers<Link<P>>();
  // Whoever waits hears of it; when nobody does it is no failure.
  next.promise.catch(() => {});
  return next;
}

/** Between the end of its connection and its own end it takes no calls any more. */
function openLink<P extends Protocol>({ link }: State<P>): Link<P> | undefined {
  return link?.connection.isOpen() === true ? link : undefined;
}

function awaited<P extends Protocol>(state: State<P>): Promise<Link<P>> {
  state.called.resolve();
  return state.next.promise;
}

type Watch<P extends Protocol> = {
  readonly options: SuperviseOptions<P>;
  /** Aborted by `stop()`. */
  readonly signal: AbortSignal;
};

type Started<P extends Protocol> = {
  readonly link: Link<P>;
  readonly options: Pick<SuperviseOptions<P>, "onEvent">;
};

function started<P extends Protocol>(state: State<P>, { link, options }: Started<P>): void {
  state.link = link;
  state.next.resolve(link);
  state.next = nextLink();
  state.called = Promise.withResolvers();
  options.onEvent({ kind: "started", version: link.version, pid: link.pid, path: link.path });
}

/** Resolves with the fault that ended it for good. */
async function keepAlive<P extends Protocol>(state: State<P>, watch: Watch<P>): Promise<Fault> {
  const { options, signal } = watch;
  const backOff = createBackOff({ limits: options.limits, random: Math.random });
  let last: Fault | undefined;
  while (state.link !== undefined) {
    const link = state.link;
    const since = performance.now();
    // oxlint-disable-next-line eslint/no-await-in-loop -- one life after the other
    last = await lifeOf(link, options);
    state.link = undefined;
    if (signal.aborted) break;
    options.onEvent({ kind: "ended", fault: last });
    const livedMs = performance.now() - since;
    const isWanted = options.reopen === "at-once" || options.limits.restarts === 0;
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    if (!isWanted) await Promise.race([state.called.promise, aborted(signal)]);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    const outcome = await startAgain({ ...watch, backOff, livedMs, last });
    if (outcome instanceof Fault) {
      last = outcome;
      continue;
    }
    started(state, { link: outcome, options });
    // It was stopped in the moment between the two.
    if (signal.aborted) void outcome.stop();
  }
  const over = last ?? stoppedFault(options.name);
  state.next.reject(over);
  return over;
}

/** Asks how it is from time to time, until it is over. */
async function lifeOf<P extends Protocol>(link: Link<P>, options: SuperviseOptions<P>): Promise<Fault> {
  const { healthEveryMs, healthMs } = options.limits;
  const over = new AbortController();
  const ended = link.ended.finally(() => over.abort());
  const check = async (): Promise<void> => {
    while (!over.signal.aborted) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- from time to time
      await pause(healthEveryMs, over.signal);
      if (over.signal.aborted) return;
      const pausedMs = link.connection.pausedMs();
      const askedAtMs = performance.now();
      try {
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        await options.status(link.connection.call, { timeoutMs: healthMs });
      } catch (error) {
        // The answer may be behind what has not been read yet: since listeners were busy, or all of this process.
        const lateMs = performance.now() - askedAtMs - healthMs;
        const isUnread = link.connection.pausedMs() > pausedMs || lateMs > TIMES.lateMs;
        if (isTimeout(error) && isUnread) continue;
        const explained = await explain(error, { link, action: "go on with", timeMs: healthMs });
        link.breakOff(explained ?? stoppedFault(options.name));
      }
    }
  };
  if (healthEveryMs > 0) void check();
  return ended;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Fault && error.code === "rpc-timed-out";
}

type Restart<P extends Protocol> = Watch<P> & {
  readonly backOff: BackOff;
  readonly livedMs: number;
  readonly last: Fault;
};

/** A link that works, or the fault with which everything ends. */
async function startAgain<P extends Protocol>({
  options,
  signal,
  backOff,
  livedMs,
  last,
}: Restart<P>): Promise<Link<P> | Fault> {
  let reason = last;
  for (let next = backOff.next(livedMs); next !== undefined; next = backOff.next(0)) {
    options.onEvent({ kind: "restarting", ...next });
    // oxlint-disable-next-line eslint/no-await-in-loop -- one attempt after the other
    await pause(next.delayMs, signal);
    if (signal.aborted) return stoppedFault(options.name);
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      return await options.open(signal);
    } catch (error) {
      if (signal.aborted) return stoppedFault(options.name);
      reason = error instanceof Fault ? error : brokenStatusFault(options.name, error);
      // Another attempt finds the same file.
      if (reason.code === "sidecar-wrong-version") break;
      options.onEvent({ kind: "ended", fault: reason });
    }
  }
  const fault = gaveUpFault(options, reason);
  options.onEvent({ kind: "gave-up", fault });
  return fault;
}

/** What the caller gave to ask for the status threw something of its own. */
function brokenStatusFault(name: string, cause: unknown): Fault {
  const found = cause instanceof Error ? cause.message : String(cause);
  return sidecarFault("sidecar-bad-answer", {
    message: `Cannot start "${name}": asking for its status failed (${found}), its status is wanted`,
    hint: "Correct the function that asks for it",
    cause,
  });
}

function gaveUpFault(
  { name, limits: { restarts } }: Pick<SuperviseOptions<Protocol>, "name" | "limits">,
  last: Fault,
): Fault {
  const found =
    last.code === "sidecar-wrong-version"
      ? "it has another version now"
      : restarts === 0
        ? "it has ended, and is not started again"
        : `it did not last (restarts in a row: ${restarts})`;
  return sidecarFault("sidecar-gave-up", {
    message: `Cannot go on with "${name}": ${found}, one that lasts is wanted`,
    details: [`last: ${last.message}`, ...last.details],
    hint: last.hint,
    cause: last,
  });
}

function stoppedFault(name: string): Fault {
  return sidecarFault("sidecar-stopped", {
    message: `Cannot go on with "${name}": it was stopped, a running one is wanted`,
    hint: "Start it again",
  });
}
