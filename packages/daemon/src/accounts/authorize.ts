/** The headers of an account, for the hosts of its provider alone. */

import { accountExpired, accountUnknown } from "./account-vault.ts";
import { keyHeaders } from "./api-key.ts";
import { accountFault } from "./faults.ts";
import { credentialFreshener } from "./fresh-credential.ts";
import { isSafeUrl } from "./safe-url.ts";

import type { AccountsEnv, Authorize } from "./accounts.ts";
import type { Provider } from "./provider.ts";

/** The function throws Fault `host-not-declared`, `account-…`, `provider-…`, and of the secret store. */
export function authorizer(env: AccountsEnv): Authorize {
  const freshCredential = credentialFreshener(env);
  return async function authorize(account, { url }) {
    const records = await env.vault.records();
    const record = records.get(account);
    if (record === undefined) throw accountUnknown(account, records);
    const provider = await env.providerOf(record.provider);
    expectDeclaredHost(url, { account, hosts: provider.hosts });
    if (record.state === "expired") throw accountExpired(account);
    const credential = await freshCredential(account, provider);
    if (credential.kind === "oauth") return { authorization: `Bearer ${credential.accessToken}` };
    // The provider was declared anew, as one of another kind.
    if (provider.kind !== "api_key") throw accountExpired(account);
    return keyHeaders(provider, credential.key);
  };
}

type Addressed = Pick<Provider, "hosts"> & { readonly account: string };

function expectDeclaredHost(url: string, { account, hosts }: Addressed): void {
  const host = URL.canParse(url) ? new URL(url).host : "";
  if (isSafeUrl(url) && hosts.includes(host)) return;
  throw accountFault("host-not-declared", {
    message: `Cannot send the credentials of the account "${account}" to "${host}": only https and the provider's own hosts are wanted`,
    hint: "Correct the address, or declare that host among the provider's",
    details: hosts,
  });
}
