/** What `get_status` says beyond the process: what can be found out, and why the rest cannot. */

import { existsSync } from "node:fs";

import { Fault, fileFaultOf } from "@slipway/fault";

import { folderNotice } from "../places/index.ts";
import { webhookTarget } from "../webhooks/webhook-target.ts";
import { settingNotices } from "./setting-notices.ts";

import type { Accounts } from "../accounts/accounts.ts";
import type { Notice, StatusDetails } from "../protocol/status.ts";
import type { Store } from "../store/open-store.ts";

export type StatusSources = {
  /** The data folder. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** @throws Fault `store-…` */
  readonly history: () => Promise<{ readonly store: Pick<Store, "webhooks" | "notices"> }>;
  readonly accounts: () => Promise<Pick<Accounts, "status" | "providers" | "secretsTrouble">>;
};

/**
 * One fault must not hide the rest, such as the folder where it is mended: it becomes a notice. Who asks makes no
 * history: where there is no data folder, there is none.
 */
export async function statusDetails({
  folder,
  variables,
  history,
  accounts,
}: StatusSources): Promise<StatusDetails> {
  const ofFolder = folderNotice(folder);
  const notices: Notice[] = ofFolder === undefined ? [] : [advice(ofFolder)];
  async function unlessFault<T>(ask: () => Promise<T>, stopsRuns: boolean): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      notices.push(noticeOf(error, stopsRuns));
      return undefined;
    }
  }
  notices.push(...settingNotices(variables));
  const isWebhookSet = await unlessFault(async () => webhookTarget(variables) !== undefined, true);
  const webhooks = await unlessFault(async () => {
    if (!existsSync(folder)) return { pending: 0, dead: 0 };
    const { store } = await history();
    notices.push(...store.notices().map(advice));
    return store.webhooks.counts();
  }, true);
  const ofAccounts = await unlessFault(async () => (await accounts()).status(), false);
  await unlessFault(async () => (await accounts()).providers(), false);
  await unlessFault(async () => {
    const trouble = (await accounts()).secretsTrouble();
    if (trouble !== undefined) throw trouble;
  }, false);
  return {
    data_folder: folder,
    webhooks: webhooks ?? null,
    accounts: ofAccounts?.accounts ?? null,
    secrets: ofAccounts?.secrets ?? null,
    webhook_set: isWebhookSet ?? true,
    notices,
  };
}

function advice(message: string): Notice {
  return { message, hint: null, stops_runs: false };
}

function noticeOf(thrown: unknown, stopsRuns: boolean): Notice {
  const fault = thrown instanceof Fault ? thrown : fileFaultOf(thrown);
  if (fault === undefined || fault.kind === "internal") throw thrown;
  const { message, details, hint } = fault;
  return { message: [message, ...details].join("; "), hint, stops_runs: stopsRuns };
}
