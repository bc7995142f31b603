/** `rotate_secrets`: another passphrase for the secrets, or a fresh key in a file. */

import type { RotateSecretsParams, RotateSecretsResult } from "./account-methods.ts";
import type { Vault } from "./account-vault.ts";

export type RotateSecretsOptions = {
  /** Of CHATTY_PASSPHRASE. */
  readonly passphrase?: string | undefined;
  readonly vault: Pick<Vault, "open" | "rotate" | "records" | "locked">;
};

/** The function throws Fault `keyring-keeps-key`, and of the secret store. */
export function rotateSecrets(
  options: RotateSecretsOptions,
): (params: RotateSecretsParams) => Promise<RotateSecretsResult> {
  const { vault } = options;

  /** In one order everywhere, so that nobody waits for each other. */
  function lockedAll<Result>(
    [account, ...others]: readonly string[],
    action: () => Promise<Result>,
  ): Promise<Result> {
    if (account === undefined) return action();
    return vault.locked(account, () => lockedAll(others, action));
  }

  return async function rotate({ passphrase = options.passphrase, new_passphrase: next }) {
    await vault.open(passphrase);
    const to =
      next === undefined
        ? ({ kind: "key_file" } as const)
        : { kind: "passphrase" as const, passphrase: next };
    const accounts = [...(await vault.records()).keys()].toSorted();
    // What a daemon is being given by a provider now could not be saved under the key that it knows.
    const { place } = await lockedAll(accounts, () => vault.rotate({ passphrase, to }));
    return { secrets: place };
  };
}
