/** Opens store, runs and webhooks, and deals with what dead daemons have left. */

import { Fault } from "@slipway/fault";

import { createRuns, ownInstance, type RecoverOptions, recoverRuns, type Runs } from "../runs/index.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { runEvent } from "../webhooks/run-event.ts";
import { type Deliverer, startDeliverer } from "../webhooks/start-deliverer.ts";
import { type WebhookTarget, webhookTarget } from "../webhooks/webhook-target.ts";
import { DAEMON_LIMITS } from "../limits.ts";

import type { Accounts } from "../accounts/accounts.ts";
import type { Log } from "../log/log.ts";

export type OpenHistoryOptions = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly log: Log;
  /** The data folder. */
  readonly folder: string;
  readonly accounts: () => Promise<Accounts>;
};

export type History = {
  readonly store: Store;
  /** Nothing is started while webhooks are wanted and cannot be sent. */
  readonly runs: Runs;
  /** Whether something runs, or a webhook is due within `withinMs`. */
  readonly isNeeded: (withinMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

/** @throws Fault `store-…` */
export async function openHistory(options: OpenHistoryOptions): Promise<History> {
  const { variables, version, log, folder, accounts } = options;
  const { target, fault: webhookFault } = readTarget(variables);
  if (webhookFault !== undefined)
    log("error", "Webhooks cannot be sent, and nothing is started until then", {
      error: webhookFault.message,
    });
  const instance = await ownInstance();
  let deliverer: Deliverer | undefined;
  const store = openStore({
    folder,
    version,
    clock: Date.now,
    log,
    ...(target !== undefined && { webhookTarget: target.key, onEnded: () => deliverer?.wake() }),
    // The ends of runs that a dead daemon has left are told by the first one whose setting is right.
    ...((target ?? webhookFault) !== undefined && { eventOf: runEvent }),
  });
  try {
    await recoverRuns({ store: store.runs, folder, instance, log });
  } catch (error) {
    await store.close();
    throw error;
  }
  const runs = createRuns({
    store: store.runs,
    folder,
    instance,
    log,
    authorize: async (account, request) => (await accounts()).authorize(account, request),
  });
  if (target !== undefined) {
    const userAgent = `chatty-daemon/${version}`;
    deliverer = startDeliverer({ queue: store.webhooks, target, holder: instance, userAgent, log });
    deliverer.wake();
  }
  const tidying = tidyOnce(store, log);
  const recovering = recoverNowAndThen({ store: store.runs, folder, instance, log });

  return {
    store,
    // A run whose end nobody can be told would lose its webhook in silence.
    runs: webhookFault === undefined ? runs : { ...runs, start: () => Promise.reject(webhookFault) },
    isNeeded: async (withinMs) => {
      if (runs.runningCount() > 0) return true;
      const nextMs = target === undefined ? undefined : await store.webhooks.nextAttemptAt();
      return nextMs !== undefined && nextMs <= Date.now() + withinMs;
    },
    async close() {
      await recovering.stop();
      await runs.closeAll();
      await deliverer?.stop();
      await tidying.now();
      await store.close();
    },
  };
}

type Target = { readonly target?: WebhookTarget | undefined; readonly fault?: Fault };

function readTarget(variables: OpenHistoryOptions["variables"]): Target {
  try {
    return { target: webhookTarget(variables) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

/** Tidies up a while after the start, so that it holds up no request, or at the end of a short life. */
function tidyOnce(store: Store, log: Log): { readonly now: () => Promise<void> } {
  let tidying: Promise<void> | undefined;
  function now(): Promise<void> {
    clearTimeout(timer);
    tidying ??= tidy(store, log);
    return tidying;
  }
  const timer = setTimeout(() => void now(), DAEMON_LIMITS.tidyAfterMs);
  timer.unref();
  return { now };
}

/** A daemon that dies while this one lives leaves runs that nobody may ask for: their processes are ended all the same. */
function recoverNowAndThen(options: RecoverOptions): { readonly stop: () => Promise<void> } {
  let recovering = Promise.resolve();
  const timer = setInterval(() => {
    recovering = recovering.then(() => recover(options));
  }, DAEMON_LIMITS.recoverEveryMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return recovering;
    },
  };
}

async function recover(options: RecoverOptions): Promise<void> {
  try {
    await recoverRuns(options);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    options.log("warn", "What dead daemons have left could not be dealt with", { error: found });
  }
}

async function tidy(store: Store, log: Log): Promise<void> {
  try {
    const { removedRuns, removedFiles, removedEvents } = await store.tidy();
    log("debug", "The history was tidied up", { removedRuns, removedFiles, removedEvents });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    log("warn", "The history could not be tidied up", { error: found });
  }
}
