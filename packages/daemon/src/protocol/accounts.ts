/** `login`, `verify`, `logout` and `list_accounts`. */

import {
  array,
  boolean,
  method,
  type Method,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  string,
  variants,
} from "@slipway/rpc";

import { PROTOCOL_LIMITS } from "./limits.ts";
import { type NoParams, noParams } from "./no-params.ts";

/** Where secrets can be: the system's keyring, or a file under a passphrase or under a key beside it. */
export const SECRET_PLACES = ["keyring", "passphrase", "key_file"] as const;

export type AccountView = {
  readonly account: string;
  readonly provider: string;
  readonly kind: "oauth_code" | "oauth_device" | "api_key";
  /** `expired`: log in again. */
  readonly state: "ready" | "expired";
  /** When the current token ends; null where it does not or nobody knows. */
  readonly expires_at: string | null;
  /** Whether a token that ends is renewed without the user. */
  readonly renews: boolean;
};

export type LoginParams = {
  /** The id of a declared provider. */
  readonly provider: string;
  /** A name for the account; left out: the provider's id, with a number where that is taken. */
  readonly account?: string | undefined;
  /** Opens the secrets where they are encrypted with a passphrase that the daemon does not have yet. */
  readonly passphrase?: string | undefined;
};

/** What the user must do next; then `verify`. */
export type NextStep =
  | { readonly kind: "open_url"; readonly url: string }
  | {
      readonly kind: "enter_code";
      readonly url: string;
      readonly code: string;
      readonly complete_url?: string | undefined;
    }
  | { readonly kind: "give_key" }
  | { readonly kind: "give_code" };

export type PendingLogin = {
  readonly state: "pending";
  /** Names this login to `verify`. */
  readonly login: string;
  readonly provider: string;
  readonly next: NextStep;
  readonly expires_at: string;
};

export type LoggedIn = { readonly state: "logged_in"; readonly account: AccountView };

export type LoginResult = PendingLogin | LoggedIn;

export type VerifyParams = {
  readonly login: string;
  /** For `give_key`. */
  readonly key?: string | undefined;
  /** For `give_code`; for `open_url` the address that the browser was sent to. */
  readonly code?: string | undefined;
};

export type LogoutParams = { readonly account: string };

export type LogoutResult = {
  readonly account: string;
  /** Whether the provider confirmed that it does not take the credentials any more. */
  readonly revoked: boolean;
};

export type RotateSecretsParams = {
  /** The passphrase they are encrypted with now; left out: that of the daemon's environment, if any. */
  readonly passphrase?: string | undefined;
  /** Left out: a fresh key in a file. */
  readonly new_passphrase?: string | undefined;
};

export type RotateSecretsResult = { readonly secrets: (typeof SECRET_PLACES)[number] };

export type AccountsProtocol = {
  readonly list_accounts: Method<NoParams, { readonly accounts: readonly AccountView[] }>;
  readonly login: Method<LoginParams, LoginResult>;
  readonly verify: Method<VerifyParams, LoginResult>;
  readonly logout: Method<LogoutParams, LogoutResult>;
  readonly rotate_secrets: Method<RotateSecretsParams, RotateSecretsResult>;
};

export const accountView: Shape<AccountView> = object({
  account: string(),
  provider: string(),
  kind: oneOf(["oauth_code", "oauth_device", "api_key"]),
  state: oneOf(["ready", "expired"]),
  expires_at: nullable(string()),
  renews: boolean(),
});

const name = string({ minLength: 1, maxLength: PROTOCOL_LIMITS.nameCharacters });
const secret = string({ maxLength: PROTOCOL_LIMITS.secretCharacters, isSecret: true });

const newSecret = string({ minLength: 1, maxLength: PROTOCOL_LIMITS.secretCharacters, isSecret: true });

const nextStep: Shape<NextStep> = variants("kind", {
  open_url: object({ kind: oneOf(["open_url"]), url: string() }),
  enter_code: object({
    kind: oneOf(["enter_code"]),
    url: string(),
    code: string(),
    complete_url: optional(string()),
  }),
  give_key: object({ kind: oneOf(["give_key"]) }),
  give_code: object({ kind: oneOf(["give_code"]) }),
});

const loginResult: Shape<LoginResult> = variants("state", {
  pending: object({
    state: oneOf(["pending"]),
    login: string(),
    provider: string(),
    next: nextStep,
    expires_at: string(),
  }),
  logged_in: object({ state: oneOf(["logged_in"]), account: accountView }),
});

export const accountsProtocol: AccountsProtocol = {
  list_accounts: method({
    description: "Lists the accounts, without their secrets",
    params: noParams,
    result: object({ accounts: array(accountView) }),
  }),
  login: method({
    description: "Begins a login and says what the user must do next",
    params: object({ provider: name, account: optional(name), passphrase: optional(secret) }),
    result: loginResult,
  }),
  verify: method({
    description: "Waits until a login is done, or takes what the user gives for it",
    params: object({ login: name, key: optional(secret), code: optional(secret) }),
    result: loginResult,
  }),
  logout: method({
    description: "Forgets an account and tells its provider",
    params: object({ account: name }),
    result: object({ account: string(), revoked: boolean() }),
  }),
  rotate_secrets: method({
    description: "Encrypts the secrets anew, under another passphrase or a fresh key in a file",
    params: object({ passphrase: optional(secret), new_passphrase: optional(newSecret) }),
    result: object({ secrets: oneOf(SECRET_PLACES) }),
  }),
};
