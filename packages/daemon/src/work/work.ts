/** What the daemon works with: nothing of it is loaded or opened before a request needs it. */

import { lazy } from "./lazy.ts";
import { createStarts, type Starts } from "./starts.ts";

import type { Accounts } from "../accounts/accounts.ts";
import type { Log } from "../log/log.ts";
import type { StatusDetails } from "../protocol/status.ts";
import type { Runs } from "../runs/index.ts";
import type { History } from "./open-history.ts";

export type WorkOptions = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly version: string;
  readonly log: Log;
};

export type Work = {
  /** Resolves when the runs of dead daemons are dealt with. */
  readonly runs: () => Promise<Runs>;
  readonly accounts: () => Promise<Accounts>;
  readonly details: () => Promise<StatusDetails>;
  /** How many runs of this daemon run. */
  readonly running: () => number;
  /** How many logins of this daemon wait for their user. */
  readonly loginsUnderWay: () => number;
  /** Whether something runs, a login is under way, or a webhook is due within `withinMs`. */
  readonly isNeeded: (withinMs: number) => Promise<boolean>;
  /** Starts what has been asked for, then interrupts all that runs; resolves when the history has it. */
  readonly stopRuns: () => Promise<void>;
  /** The same, and starts nothing that is asked for from now on. */
  readonly endRuns: () => Promise<void>;
  /** The same, and lets go of everything. */
  readonly close: () => Promise<void>;
  /** What `stopRuns` waits for. */
  readonly starting: Starts["during"];
};

export function createWork(options: WorkOptions): Work {
  const { variables } = options;
  const folder = lazy(async () => {
    const { dataFolder, folderNotice } = await import("../places/index.ts");
    const path = dataFolder(options);
    const notice = folderNotice(path);
    if (notice !== undefined) options.log("warn", notice);
    return path;
  });
  let openedAccounts: Accounts | undefined;
  const accounts = lazy(async () => {
    const { openAccounts } = await import("./open-accounts.ts");
    openedAccounts = openAccounts({ variables, folder: await folder.get(), log: options.log });
    return openedAccounts;
  });
  let opened: History | undefined;
  const history = lazy(async () => {
    const { openHistory } = await import("./open-history.ts");
    opened = await openHistory({ ...options, folder: await folder.get(), accounts: accounts.get });
    return opened;
  });
  const starts = createStarts();

  async function stopRuns(): Promise<void> {
    await starts.settled();
    await (await begunOf(history))?.runs.closeAll();
  }

  function loginsUnderWay(): number {
    return openedAccounts?.loginsUnderWay() ?? 0;
  }

  function endRuns(): Promise<void> {
    starts.refuse();
    return stopRuns();
  }

  return {
    runs: async () => (await history.get()).runs,
    accounts: accounts.get,
    details: async () => {
      const { statusDetails } = await import("./status-details.ts");
      const path = await folder.get();
      return statusDetails({ folder: path, variables, history: history.get, accounts: accounts.get });
    },
    running: () => opened?.runs.runningCount() ?? 0,
    loginsUnderWay,
    isNeeded: async (withinMs) =>
      loginsUnderWay() > 0 || ((await (await begunOf(history))?.isNeeded(withinMs)) ?? false),
    stopRuns,
    endRuns,
    async close() {
      await endRuns();
      await (await begunOf(history))?.close();
      (await begunOf(accounts))?.close();
    },
    starting: starts.during,
  };
}

/** What has been made; undefined also when it could not be. */
async function begunOf<T>({
  begun,
}: {
  readonly begun: () => Promise<T> | undefined;
}): Promise<T | undefined> {
  return begun()?.catch(() => undefined);
}
