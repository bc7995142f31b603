/** What the methods about accounts take and answer, as it is on the wire. */

import type { SecretPlace } from "../secrets/secret-store.ts";
import type { AccountView, LoginResult } from "../protocol/accounts.ts";

export type {
  AccountView,
  LoggedIn,
  LoginParams,
  LoginResult,
  LogoutParams,
  LogoutResult,
  NextStep,
  PendingLogin,
  RotateSecretsParams,
  RotateSecretsResult,
  VerifyParams,
} from "../protocol/accounts.ts";

export type VerifyResult = LoginResult;

export type ListAccountsResult = { readonly accounts: readonly AccountView[] };

/** What `get_status` may say of accounts. */
export type AccountsStatus = ListAccountsResult & {
  /** Null until something needed a secret. */
  readonly secrets: SecretPlace | null;
};
