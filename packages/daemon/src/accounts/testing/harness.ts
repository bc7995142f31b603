/** Accounts in a folder of their own, with a real authorization server and a clock that stands still. */

import { tempFolder } from "@slipway/testkit";
import { onTestFinished } from "vitest";

import { testClock, type TestClock } from "../../secrets/testing/test-clock.ts";
import { type Accounts, type AccountsOptions, createAccounts } from "../accounts.ts";
import {
  type AuthorizationServer,
  authorizationServer,
  CLIENT_SECRET,
  PUBLIC_CLIENT,
  SECRET_CLIENT,
  type ServerOptions,
} from "./authorization-server.ts";
import { browser } from "./browser.ts";

import type { LoginParams, NextStep, PendingLogin, VerifyResult } from "../account-methods.ts";
import type { OAuthProvider, Provider } from "../provider.ts";

export const API = "https://api.example.com/v1/things?page=1";

type Changes = Partial<Omit<AccountsOptions, "providers">> & { readonly providers?: readonly Provider[] };

export type Harness = {
  readonly folder: string;
  readonly clock: TestClock;
  readonly server: AuthorizationServer;
  readonly providers: readonly OAuthProvider[];
  readonly accounts: Accounts;
  /** What a daemon that is started anew has. */
  readonly restarted: (options?: Changes) => Accounts;
  readonly login: (params: LoginParams) => Promise<PendingLogin>;
  /** The whole way, with a user who agrees. */
  readonly logIn: (params?: Partial<LoginParams>) => Promise<VerifyResult>;
};

/** Providers: `web` and `web-secret` with a browser, `tv` with a device code. */
export async function harness(options: ServerOptions = {}): Promise<Harness> {
  const [folder, clock, server] = [tempFolder(), testClock(), await authorizationServer(options)];
  const providers = providersOf(server.issuer);
  function restarted({ providers: declared = providers, ...changes }: Changes = {}): Accounts {
    const accounts = createAccounts({ folder, providers: async () => declared, clock, ...changes });
    onTestFinished(() => accounts.close());
    return accounts;
  }
  const accounts = restarted();

  async function login(params: LoginParams): Promise<PendingLogin> {
    return pending(await accounts.login(params));
  }

  async function logIn(params: Partial<LoginParams> = {}): Promise<VerifyResult> {
    const started = await login({ provider: "web", ...params });
    const verified = accounts.verify({ login: started.login });
    await browser().logIn(urlOf(started.next));
    return verified;
  }

  return { folder, clock, server, providers, accounts, restarted, login, logIn };
}

function providersOf(issuer: string): readonly OAuthProvider[] {
  const common = {
    issuer,
    clientId: PUBLIC_CLIENT,
    scopes: ["openid", "offline_access"],
    parameters: { prompt: "consent" },
    hosts: ["api.example.com", "127.0.0.1:1"],
  };
  return [
    { ...common, id: "web", kind: "oauth_code" },
    { ...common, id: "web-secret", kind: "oauth_code", clientId: SECRET_CLIENT, clientSecret: CLIENT_SECRET },
    { ...common, id: "tv", kind: "oauth_device", parameters: {} },
  ];
}

/** A login that waits for the user; anything else fails the test. */
export function pending(result: VerifyResult): PendingLogin {
  if (result.state === "pending") return result;
  throw new Error(`Expected a pending login, got ${JSON.stringify(result)}`);
}

/** The address that the user is asked to open. */
export function urlOf(next: NextStep): string {
  if (next.kind === "open_url") return next.url;
  if (next.kind === "enter_code") return next.complete_url ?? next.url;
  throw new Error(`Expected an address, got ${JSON.stringify(next)}`);
}
