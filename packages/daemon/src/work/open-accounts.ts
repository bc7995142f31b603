/** Opens the accounts of a data folder. */

import { type Accounts, createAccounts } from "../accounts/index.ts";
import { systemKeyring } from "../secrets/index.ts";
import { lazy } from "./lazy.ts";
import { providersIn } from "./providers.ts";

import type { Log } from "../log/log.ts";

export type OpenAccountsOptions = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The data folder. */
  readonly folder: string;
  readonly log: Log;
};

/** Reads nothing yet. */
export function openAccounts({ variables, folder, log }: OpenAccountsOptions): Accounts {
  return createAccounts({
    folder,
    log,
    providers: lazy(() => providersIn(folder)).get,
    passphrase: variables["CHATTY_PASSPHRASE"],
    keyring: variables["CHATTY_KEYRING"] === "off" ? undefined : systemKeyring("chatty"),
  });
}
