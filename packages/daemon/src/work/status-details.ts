/** What `get_status` says beyond the process: what can be found out, and why the rest cannot. */

import { Fault, fileFaultOf } from "@slipway/fault";

import type { Accounts } from "../accounts/accounts.ts";
import type { StatusDetails } from "../protocol/status.ts";
import type { Store } from "../store/open-store.ts";

export type StatusSources = {
  /** The data folder. */
  readonly folder: string;
  /** @throws Fault, e.g. of a wrong `CHATTY_WEBHOOK_URL` */
  readonly store: () => Promise<Pick<Store, "webhooks" | "notices">>;
  /** @throws Fault, e.g. of a wrong `providers.json` */
  readonly accounts: () => Promise<Accounts>;
};

/** One fault must not hide the rest, such as the folder where it is mended: it becomes a notice. */
export async function statusDetails({ folder, store, accounts }: StatusSources): Promise<StatusDetails> {
  const faults: string[] = [];
  async function unlessFault<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      faults.push(noticeOf(error));
      return undefined;
    }
  }
  const history = await unlessFault(async () => {
    const { webhooks, notices } = await store();
    return { webhooks: await webhooks.counts(), notices: notices() };
  });
  const ofAccounts = await unlessFault(async () => (await accounts()).status());
  return {
    data_folder: folder,
    webhooks: history?.webhooks ?? null,
    accounts: ofAccounts?.accounts ?? null,
    secrets: ofAccounts?.secrets ?? null,
    notices: [...(history?.notices ?? []), ...faults],
  };
}

function noticeOf(thrown: unknown): string {
  const fault = thrown instanceof Fault ? thrown : fileFaultOf(thrown);
  if (fault === undefined || fault.kind === "internal") throw thrown;
  const { message, details, hint } = fault;
  return [[message, ...details].join("; "), hint].join(". ");
}
