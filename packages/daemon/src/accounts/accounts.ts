/** Accounts with providers: logging in and out, listing them, and the headers that requests need. */

import { join } from "node:path";

import { type Clock, systemClock } from "../secrets/clock.ts";
import { accountVault } from "./account-vault.ts";
import { viewOf } from "./account-view.ts";
import { authorizer } from "./authorize.ts";
import { accountFault } from "./faults.ts";
import { loginMethods } from "./login-methods.ts";
import { logoutMethod } from "./logout.ts";
import { rotateSecrets } from "./rotate-secrets.ts";
import { accountTurns } from "./turns.ts";

import type { Keyring } from "../secrets/keyring.ts";
import type { StoreLog } from "../store/store-log.ts";
import type {
  AccountsStatus,
  AccountView,
  ListAccountsResult,
  LoginParams,
  LoginResult,
  LogoutParams,
  LogoutResult,
  RotateSecretsParams,
  RotateSecretsResult,
  VerifyParams,
  VerifyResult,
} from "./account-methods.ts";
import type { Vault } from "./account-vault.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthProvider, Provider } from "./provider.ts";

export type AccountsOptions = {
  /** The data folder. */
  readonly folder: string;
  /** Read whenever one is needed, and not before: what is wrong there must not hide the accounts. */
  readonly providers: () => Promise<readonly Provider[]>;
  /** Of CHATTY_PASSPHRASE. */
  readonly passphrase?: string | undefined;
  /** `systemKeyring("chatty")`; without one a file is used. */
  readonly keyring?: Keyring | undefined;
  readonly clock?: Clock;
  /** Hears what nobody who asks hears: where secrets are kept, and what could not be saved. Never of a secret. */
  readonly log?: StoreLog;
};

export type Accounts = {
  /** The declared ones. @throws Fault `provider-invalid`, and the faults of files. */
  readonly providers: () => Promise<readonly Provider[]>;
  /**
   * Starts a login and says what the user must do.
   *
   * @throws Fault `provider-…`, `account-taken`, `account-name-invalid`, `logins-too-many`, and of the secret store.
   */
  readonly login: (params: LoginParams) => Promise<LoginResult>;
  /**
   * Finishes a login, or says what is next. `stop` ends the waiting, not the login.
   *
   * @throws Fault `login-…`, `key-refused`, `provider-…`, `account-taken`, and of the secret store.
   */
  readonly verify: (params: VerifyParams, stop?: AbortSignal) => Promise<VerifyResult>;
  /** Revokes where the provider can, and forgets in any case. @throws Fault `account-unknown`, and of the secret store. */
  readonly logout: (params: LogoutParams) => Promise<LogoutResult>;
  /** Needs no secret. @throws Fault `accounts-…`. */
  readonly listAccounts: () => Promise<ListAccountsResult>;
  /** For `get_status`; reads `accounts.json`. @throws Fault `accounts-…`. */
  readonly status: () => Promise<AccountsStatus>;
  /** Why secrets cannot be used, where that was tried; undefined where they can, or nothing needed one. */
  readonly secretsTrouble: () => unknown;
  /**
   * The headers that make a request one of the account. They are for that address alone: ask again for a redirect.
   *
   * @throws Fault `host-not-declared`, `account-…`, `provider-…`, and of the secret store.
   */
  readonly authorize: Authorize;
  /**
   * The account of a provider whose turn it is.
   *
   * @throws Fault `account-unknown` where nobody is logged in, `account-expired`, `provider-…`, `accounts-…`.
   */
  readonly nextAccount: (provider: string) => Promise<string>;
  /** Encrypts all secrets under another key. @throws Fault `keyring-keeps-key`, and of the secret store. */
  readonly rotateSecrets: (params: RotateSecretsParams) => Promise<RotateSecretsResult>;
  /** How many logins wait for their user: a daemon that ends now would take them along. */
  readonly loginsUnderWay: () => number;
  /** Ends all logins under way. */
  readonly close: () => void;
};

export type Authorize = (
  account: string,
  request: { readonly url: string },
) => Promise<Readonly<Record<string, string>>>;

/** What the methods share. */
export type AccountsEnv = {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly providers: () => Promise<readonly Provider[]>;
  /** @throws Fault `provider-unknown`, `provider-invalid`. */
  readonly providerOf: (id: string) => Promise<Provider>;
  readonly clientOf: (provider: OAuthProvider) => Promise<OAuthClient>;
};

/** Nothing is read or loaded before the first call. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { folder, providers, passphrase, keyring, clock = systemClock, log } = options;
  const vault = accountVault({ folder, passphrase, keyring, clock, log });
  const env: AccountsEnv = {
    vault,
    clock,
    providers,
    async providerOf(id) {
      const declared = await providers();
      return declared.find((provider) => provider.id === id) ?? providerUnknown(id, { folder, declared });
    },
    clientOf: clientsOf(clock),
  };

  async function views(): Promise<readonly AccountView[]> {
    return [...(await vault.records()).values()].map((record) => viewOf(record, clock));
  }

  return {
    providers,
    ...loginMethods(env),
    logout: logoutMethod(env),
    listAccounts: async () => ({ accounts: await views() }),
    status: async () => ({ accounts: await views(), secrets: await vault.place() }),
    secretsTrouble: vault.trouble,
    authorize: authorizer(env),
    nextAccount: accountTurns(env),
    rotateSecrets: rotateSecrets({ passphrase, vault }),
  };
}

/** One client for each provider; the protocol is loaded with the first. */
function clientsOf(clock: Clock): AccountsEnv["clientOf"] {
  const clients = new Map<string, OAuthClient>();
  return async function clientOf(provider) {
    const { oauthClient } = await import("./oauth-client.ts");
    const client = clients.get(provider.id) ?? oauthClient(provider, { clock });
    clients.set(provider.id, client);
    return client;
  };
}

function providerUnknown(
  id: string,
  { folder, declared }: { readonly folder: string; readonly declared: readonly Provider[] },
): never {
  const known = declared.map((provider) => provider.id).join(", ");
  throw accountFault("provider-unknown", {
    message: `Cannot use the provider "${id}": it is not declared in "${join(folder, "providers.json")}"`,
    hint:
      known === "" ? "Declare it there; a daemon that runs has to be started again" : `Use one of: ${known}`,
  });
}
