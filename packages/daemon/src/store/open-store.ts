/** Opens what the daemon keeps on disk. */

import { join } from "node:path";

import {
  enqueue,
  UNKNOWN_TARGET,
  type WebhookEvent,
  type WebhookQueue,
  webhookQueue,
} from "../webhooks/webhook-queue.ts";
import { STORE_LIMITS } from "./limits.ts";
import { outputFolder } from "./output-files.ts";
import { runHistory } from "./run-history.ts";
import { storeDatabase } from "./store-database.ts";
import { tidy, type TidiedRuns } from "./tidy.ts";

import type { Run, RunStore } from "./run-store.ts";
import type { StoreLog } from "./store-log.ts";
import type { Retention } from "./surplus-runs.ts";

export type StoreOptions = {
  /** The data folder; made with mode 0700 when it is first needed. */
  readonly folder: string;
  /** The version of this daemon: what a database says of who made it. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: StoreLog;
  /** How long a call waits for another process that holds the database; `STORE_LIMITS` says it otherwise. */
  readonly lockWaitMs?: number;
  /** What to keep; `STORE_LIMITS` says it otherwise. */
  readonly retention?: Partial<Retention>;
  /** The key of the receiver of webhooks: its events are delivered to no other. Left out: not known yet. */
  readonly webhookTarget?: string;
  /** The webhook event to queue with a run's end, as `runEvent()` makes it; left out where no webhook is set. */
  readonly eventOf?: (run: Run) => WebhookEvent;
  /** Called after a run has ended, with its event on the disk: the time to wake the deliverer. */
  readonly onEnded?: () => void;
};

export type Tidied = TidiedRuns & { readonly removedEvents: number };

export type Store = {
  readonly runs: RunStore;
  readonly webhooks: WebhookQueue;
  /**
   * Applies the retention, removes output files without a run, checks the database once and gives unused space back. Call
   * it once after a start; later the store does it by itself. Never touches a run that runs.
   */
  readonly tidy: () => Promise<Tidied>;
  /** What the owner must be told, e.g. that a corrupted database was moved aside and where to. */
  readonly notices: () => readonly string[];
  /** Waits for what was begun and lets go of the files. The store cannot be used any more. */
  readonly close: () => Promise<void>;
};

/** A store that touches no disk before its first call. Any number of processes can have one on the same folder. */
export function openStore(options: StoreOptions): Store {
  const { folder, version, clock, log, webhookTarget = UNKNOWN_TARGET, eventOf, onEnded } = options;
  const database = storeDatabase({
    path: join(folder, "chatty.db"),
    appVersion: version,
    clock,
    log,
    ...(options.lockWaitMs !== undefined && { lockWaitMs: options.lockWaitMs }),
  });
  const webhooks = webhookQueue(database, webhookTarget);
  let ends = 0;
  let isChecked = false;
  let tidying: Promise<unknown> = Promise.resolve();

  async function tidyAll(): Promise<Tidied> {
    const retention = { ...STORE_LIMITS, ...options.retention };
    const check = !isChecked;
    isChecked = true;
    const runs = await tidy({ database, outputFolder: outputFolder(folder), clock, retention, check });
    return { ...runs, removedEvents: await webhooks.forget(clock()) };
  }

  function tidyNowAndThen(): void {
    ends += 1;
    if (ends % STORE_LIMITS.endsBetweenTidying !== 0) return;
    tidying = tidyAll().catch((error: unknown) => {
      log("warn", "The history could not be tidied up", {
        error: error instanceof Error ? error.message : String(error),
      });
    });
  }

  const runs = runHistory({
    database,
    clock,
    onEnd(db, run) {
      if (eventOf === undefined) return;
      enqueue(db, { event: eventOf(run), target: webhookTarget, runId: run.id, nowMs: clock() });
    },
    onEnded() {
      tidyNowAndThen();
      onEnded?.();
    },
  });
  return {
    runs,
    webhooks,
    tidy: tidyAll,
    notices: database.notices,
    async close() {
      await tidying;
      await database.close();
    },
  };
}
