/** The methods about accounts. */

import { given } from "./given.ts";

import type { Handlers } from "@slipway/rpc";

import type { AccountsProtocol } from "../protocol/accounts.ts";
import type { Work } from "../work/work.ts";

export function accountsMethods({ accounts }: Pick<Work, "accounts">): Handlers<AccountsProtocol> {
  return {
    list_accounts: async () => (await accounts()).listAccounts(),
    login: async (params) => (await accounts()).login(given(params)),
    verify: async (params, { signal }) => (await accounts()).verify(given(params), signal),
    logout: async (params) => (await accounts()).logout(params),
    rotate_secrets: async (params) => (await accounts()).rotateSecrets(params),
  };
}
