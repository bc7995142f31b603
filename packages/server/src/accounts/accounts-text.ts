/** Accounts, for people. */

import { table } from "../list/table.ts";
import { timeText } from "../list/time-text.ts";

import type { AccountView, LogoutResult, PendingLogin } from "@chatty/daemon/protocol";

/** A table; nothing where there are none. */
export function accountsText(accounts: readonly AccountView[]): string {
  if (accounts.length === 0) return "";
  const rows = accounts.map(({ account, provider, state, expires_at, renews }) => [
    account,
    provider,
    state === "expired" ? "expired: log in again" : "ready",
    expires_at === null ? "-" : `${timeText(expires_at)}${renews ? ", renews" : ""}`,
  ]);
  return table([["ACCOUNT", "PROVIDER", "STATE", "ENDS (UTC)"], ...rows]);
}

export function loggedInText({ account, provider }: AccountView): string {
  return `Logged in with ${provider} as "${account}"\n`;
}

export function loggedOutText({ account, revoked }: LogoutResult): string {
  const end = revoked
    ? "its provider takes its credentials no more"
    : "chatty has forgotten its credentials, its provider may still take them";
  return `Logged out of "${account}": ${end}\n`;
}

/** What to do next where nobody waits for it. */
export function pendingText({ login, next }: PendingLogin): string {
  const verify = `chatty accounts verify ${login}`;
  switch (next.kind) {
    case "open_url":
      return `Open ${next.url}\nThen: ${verify}\n`;
    case "enter_code":
      return `Open ${next.url} and enter the code ${next.code}\nThen: ${verify}\n`;
    case "give_key":
      return `Then: ${verify} --give=key\n`;
    case "give_code":
      return `Then: ${verify} --give=code\n`;
  }
}
