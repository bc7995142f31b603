/** What `get_status` says beyond the process: what can be found out, and why the rest cannot. */

import { Fault, fileFaultOf } from "@slipway/fault";

import { folderNotice } from "../places/index.ts";

import type { Accounts } from "../accounts/accounts.ts";
import type { StatusDetails } from "../protocol/status.ts";
import type { Store } from "../store/open-store.ts";

export type StatusSources = {
  /** The data folder. */
  readonly folder: string;
  /** @throws Fault `store-…` */
  readonly history: () => Promise<{
    readonly store: Pick<Store, "webhooks" | "notices">;
    readonly webhookFault: Fault | undefined;
  }>;
  readonly accounts: () => Promise<Pick<Accounts, "status" | "providers" | "secretsTrouble">>;
};

/** One fault must not hide the rest, such as the folder where it is mended: it becomes a notice. */
export async function statusDetails({ folder, history, accounts }: StatusSources): Promise<StatusDetails> {
  const ofFolder = folderNotice(folder);
  const notices = ofFolder === undefined ? [] : [ofFolder];
  async function unlessFault<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      notices.push(noticeOf(error));
      return undefined;
    }
  }
  const ofHistory = await unlessFault(async () => {
    const { store, webhookFault } = await history();
    if (webhookFault !== undefined) notices.push(noticeOf(webhookFault));
    notices.push(...store.notices());
    return { webhooks: await store.webhooks.counts() };
  });
  const ofAccounts = await unlessFault(async () => (await accounts()).status());
  await unlessFault(async () => (await accounts()).providers());
  await unlessFault(async () => {
    const trouble = (await accounts()).secretsTrouble();
    if (trouble !== undefined) throw trouble;
  });
  return {
    data_folder: folder,
    webhooks: ofHistory?.webhooks ?? null,
    accounts: ofAccounts?.accounts ?? null,
    secrets: ofAccounts?.secrets ?? null,
    notices,
  };
}

function noticeOf(thrown: unknown): string {
  const fault = thrown instanceof Fault ? thrown : fileFaultOf(thrown);
  if (fault === undefined || fault.kind === "internal") throw thrown;
  const { message, details, hint } = fault;
  return [[message, ...details].join("; "), hint].join(". ");
}
