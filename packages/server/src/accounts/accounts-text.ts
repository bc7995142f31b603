/** Accounts, for people. */

import type { AccountView, LogoutResult, PendingLogin } from "@chatty/daemon/protocol";

/** A table. */
export function accountsText(accounts: readonly AccountView[]): string {
  if (accounts.length === 0) return 'No accounts yet: "chatty accounts login PROVIDER" makes one\n';
  const rows = accounts.map(({ account, provider, state, expires_at, renews }) => [
    account,
    provider,
    state === "expired" ? "expired: log in again" : "ready",
    expires_at === null ? "-" : `${expires_at.slice(0, 19).replace("T", " ")}${renews ? ", renews" : ""}`,
  ]);
  const table = [["ACCOUNT", "PROVIDER", "STATE", "ENDS (UTC)"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`)
    .join("");
}

export function loggedInText({ account, provider }: AccountView): string {
  return `Logged in with ${provider} as "${account}"\n`;
}

export function loggedOutText({ account, revoked }: LogoutResult): string {
  const end = revoked
    ? "its provider takes its credentials no more"
    : "its provider did not confirm that it takes its credentials no more";
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
