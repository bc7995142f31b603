/** Named secrets, wherever they are kept. */

/** Where secrets are: the system's keyring, or a file encrypted under a passphrase or a key beside it. */
export type SecretPlace = "keyring" | "passphrase" | "key_file";

export type SecretStore = {
  readonly place: SecretPlace;
  readonly get: (name: string) => Promise<string | undefined>;
  /** Resolves when the secret is on the disk or in the keyring. */
  readonly set: (name: string, value: string) => Promise<void>;
  /** False when there was none. */
  readonly delete: (name: string) => Promise<boolean>;
};
