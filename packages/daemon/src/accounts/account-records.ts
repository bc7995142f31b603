/** `accounts.json`: which accounts there are, without their secrets. */

import { join } from "node:path";

import { readBounded } from "../secrets/read-bounded.ts";
import { replaceFile } from "../secrets/replace-file.ts";
import { withLock } from "../secrets/with-lock.ts";
import { accountFault } from "./faults.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";
import { isRecord, isText, parsedJson } from "./shapes.ts";

import type { Provider } from "./provider.ts";

export type AccountRecord = {
  readonly account: string;
  readonly provider: string;
  readonly kind: Provider["kind"];
  /** `expired` when the provider does not take it any more. */
  readonly state: "ready" | "expired";
  /** When the current token ends, in milliseconds since 1970. */
  readonly expiresAtMs?: number;
  /** Whether the token is renewed without the user. */
  readonly renews: boolean;
};

export type Records = ReadonlyMap<string, AccountRecord>;

/** The newest format this version reads. */
const FORMAT = 1;
const KINDS = ["oauth_code", "oauth_device", "api_key"] as const;
const STATES = ["ready", "expired"] as const;

/** @throws Fault `accounts-damaged`, `accounts-newer`, or the faults of files. */
export async function readRecords(folder: string): Promise<Records> {
  const path = recordsPath(folder);
  const text = await readBounded(path, ACCOUNT_LIMITS.fileSizeBytes);
  return text === undefined ? new Map() : parseRecords(text, path);
}

/** Changes the list while no other process does. @throws as `readRecords`; the old file is still there then. */
export async function changeRecords(
  change: (records: Map<string, AccountRecord>) => void,
  folder: string,
): Promise<void> {
  await withLock(join(folder, "accounts.lock"), async () => {
    const records = new Map(await readRecords(folder));
    change(records);
    const accounts = [...records.values()].toSorted((a, b) => (a.account < b.account ? -1 : 1));
    await replaceFile(recordsPath(folder), `${JSON.stringify({ format: FORMAT, accounts }, undefined, 2)}\n`);
  });
}

/** @throws Fault `accounts-damaged` or `accounts-newer`. */
export function parseRecords(text: string, path: string): Records {
  const file = parsedJson(text);
  if (!isRecord(file)) throw damaged(path, "it is cut or not JSON");
  const { format, accounts } = file;
  if (typeof format === "number" && format > FORMAT) throw newer(path, format);
  if (format !== FORMAT || !Array.isArray(accounts)) throw damaged(path, "it is no list of accounts");
  const records = accounts.map((value: unknown) => recordOf(value) ?? damagedEntry(path));
  return new Map(records.map((record) => [record.account, record]));
}

function recordsPath(folder: string): string {
  return join(folder, "accounts.json");
}

function recordOf(value: unknown): AccountRecord | undefined {
  if (!isRecord(value)) return undefined;
  const { account, provider, expiresAtMs, renews } = value;
  const kind = KINDS.find((known) => known === value["kind"]);
  const state = STATES.find((known) => known === value["state"]);
  if (!isText(account) || !isText(provider) || kind === undefined || state === undefined) return undefined;
  const hasExpiry = typeof expiresAtMs === "number" && Math.abs(expiresAtMs) <= 8.64e15;
  return {
    account,
    provider,
    kind,
    state,
    ...(hasExpiry ? { expiresAtMs } : {}),
    renews: renews === true,
  };
}

function damagedEntry(path: string): never {
  throw damaged(path, "an account in it is not complete");
}

function damaged(path: string, found: string): Error {
  return accountFault("accounts-damaged", {
    message: `Cannot use the accounts in "${path}": ${found}, the file as it was written is needed`,
    hint: "Bring it back from a backup, or remove it and log in again",
  });
}

function newer(path: string, format: number): Error {
  return accountFault("accounts-newer", {
    message: `Cannot use the accounts in "${path}": format ${format}, at most ${FORMAT} is known here`,
    hint: "Update to the version that wrote it; nothing was changed",
  });
}
