/** The key that releases of a project have to be signed with. */

import type { Config } from "@slipway/config";

import { releaseFault } from "../faults.ts";
import { configuredPublicKey } from "../sign/signing-key.ts";
import type { TrustedKey } from "../verify/trusted-list.ts";

/**
 * The configured key.
 *
 * @throws Fault `no-public-key`, `public-key-unusable`, `public-key-weak`.
 */
export function projectKey(config: Config): TrustedKey {
  const publicKey = configuredPublicKey(config);
  if (publicKey !== undefined) return { publicKey, origin: "configured" };
  throw releaseFault("no-public-key", {
    message: "Cannot verify the release: the configuration names no public key",
    hint: 'Make a key pair with "slipway keys new", set signing.publicKey and release again',
  });
}
