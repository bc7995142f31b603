/** `rotate_secrets`: another passphrase for the secrets, or a fresh key in a file. */

import { rotateKey } from "../secrets/index.ts";

import type { RotateSecretsParams, RotateSecretsResult } from "./account-methods.ts";
import type { Vault } from "./account-vault.ts";

export type RotateSecretsOptions = {
  /** The data folder. */
  readonly folder: string;
  /** Of CHATTY_PASSPHRASE. */
  readonly passphrase?: string | undefined;
  readonly vault: Pick<Vault, "open">;
};

/** The function throws Fault `keyring-keeps-key`, and of the secret store. */
export function rotateSecrets(
  options: RotateSecretsOptions,
): (params: RotateSecretsParams) => Promise<RotateSecretsResult> {
  const { folder, vault } = options;
  return async function rotate({ passphrase = options.passphrase, new_passphrase: next }) {
    await vault.open(passphrase);
    const to =
      next === undefined
        ? ({ kind: "key_file" } as const)
        : { kind: "passphrase" as const, passphrase: next };
    await rotateKey({ folder, passphrase, to });
    const { place } = await vault.open(next ?? "");
    return { secrets: place };
  };
}
