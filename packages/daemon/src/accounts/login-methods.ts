/** `login` and `verify`: from what the user asks for to an account that is saved. */

import { viewOf } from "./account-view.ts";
import { startKeyFlow } from "./api-key.ts";
import { startCodeFlow } from "./code-flow.ts";
import { startDeviceFlow } from "./device-flow.ts";
import { accountFault } from "./faults.ts";
import { createLogins } from "./logins.ts";

import type { LoginParams, PendingLogin, VerifyResult } from "./account-methods.ts";
import type { AccountRecord } from "./account-records.ts";
import type { Vault } from "./account-vault.ts";
import type { Accounts, AccountsEnv } from "./accounts.ts";
import type { Credential } from "./credential.ts";
import type { LoginFlow, LoginOutcome } from "./login-flow.ts";
import type { Login } from "./logins.ts";
import type { Provider } from "./provider.ts";

/** Also in the name of a lock file. */
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9@._+-]{0,99}$/u;

/** Logins live in this process: after its end they are started again. */
export function loginMethods(
  env: AccountsEnv,
): Pick<Accounts, "login" | "verify" | "loginsUnderWay" | "close"> {
  const { clock } = env;
  const logins = createLogins({ clock, save: (login, outcome) => saveOutcome(login, { outcome, env }) });
  return {
    async login(params) {
      const provider = await env.providerOf(params.provider);
      const reopened = await prepare(params, env);
      if (reopened !== undefined) return { state: "logged_in", account: viewOf(reopened, clock) };
      const flow = await startFlow(provider, env);
      const login = logins.add({ provider: provider.id, account: params.account, flow });
      return pendingLogin(login, flow.next);
    },
    async verify({ login, key, code }, stop) {
      return logins.finish(login, { input: { key, code }, stop });
    },
    loginsUnderWay: () => logins.count(),
    close: () => logins.close(),
  };
}

/**
 * Refuses what could not be saved in the end, before the user does anything. An account comes back when all that was
 * missing was the passphrase.
 */
async function prepare(
  { provider, account, passphrase }: LoginParams,
  { vault, clock }: AccountsEnv,
): Promise<AccountRecord | undefined> {
  if (account !== undefined) expectName(account);
  const wasOpen = vault.opened() !== undefined;
  await vault.open(passphrase);
  if (account === undefined) return undefined;
  const record = await ownRecord(account, { provider, vault });
  const wasLocked = passphrase !== undefined && !wasOpen;
  const isReady = record !== undefined && viewOf(record, clock).state === "ready";
  return wasLocked && isReady ? record : undefined;
}

async function startFlow(provider: Provider, { clock, clientOf }: AccountsEnv): Promise<LoginFlow> {
  if (provider.kind === "api_key") return startKeyFlow(provider, { clock });
  const options = { provider: provider.id, client: await clientOf(provider), clock };
  return provider.kind === "oauth_code" ? startCodeFlow(options) : startDeviceFlow(options);
}

async function saveOutcome(
  login: Login,
  { outcome, env }: { readonly outcome: LoginOutcome; readonly env: AccountsEnv },
): Promise<VerifyResult> {
  if (outcome.kind === "next") return pendingLogin(login, outcome.next);
  const { vault, clock, providerOf } = env;
  const provider = await providerOf(login.provider);
  const saving: Saving = { provider, credential: outcome.credential, vault };
  const record = login.account === undefined ? await saveNew(saving) : await saveAs(login.account, saving);
  return { state: "logged_in", account: viewOf(record, clock) };
}

type Saving = { readonly provider: Provider; readonly credential: Credential; readonly vault: Vault };

async function saveAs(account: string, { provider, credential, vault }: Saving): Promise<AccountRecord> {
  return vault.locked(account, async () => {
    await ownRecord(account, { provider: provider.id, vault });
    return vault.save({ account, provider, credential });
  });
}

/** Under a name that nobody has, also not somebody who logs in at the same time. */
async function saveNew({ provider, credential, vault }: Saving): Promise<AccountRecord> {
  for (;;) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- again only when another login was faster
    const account = await freeName(provider.id, vault);
    // oxlint-disable-next-line eslint/no-await-in-loop -- again only when another login was faster
    const record = await vault.locked(account, async () => {
      if ((await vault.records()).has(account)) return undefined;
      return vault.save({ account, provider, credential });
    });
    if (record !== undefined) return record;
  }
}

function pendingLogin({ id, provider, flow }: Login, next: LoginFlow["next"]): PendingLogin {
  const expiresAt = new Date(flow.expiresAtMs).toISOString();
  return { state: "pending", login: id, provider, next, expires_at: expiresAt };
}

/** The provider's id, or the first of `id-2`, `id-3`, … that no account has. */
async function freeName(provider: string, vault: Vault): Promise<string> {
  const records = await vault.records();
  let name = provider;
  for (let number = 2; records.has(name); number++) name = `${provider}-${number}`;
  return name;
}

/** The account of that name, if there is one. @throws Fault `account-taken` when it is another provider's. */
async function ownRecord(
  account: string,
  { provider, vault }: { readonly provider: string; readonly vault: Vault },
): Promise<AccountRecord | undefined> {
  const record = (await vault.records()).get(account);
  if (record === undefined || record.provider === provider) return record;
  throw accountFault("account-taken", {
    message: `Cannot log in to "${provider}" as "${account}": that is an account of "${record.provider}"`,
    hint: "Take another name, or log out of that account first",
  });
}

function expectName(account: string): void {
  if (ACCOUNT_NAME.test(account)) return;
  throw accountFault("account-name-invalid", {
    message:
      "Cannot name the account: up to 100 letters, digits and @ . _ + - are wanted, a letter or digit first",
    hint: "Take another name",
  });
}
