/** New key pairs. */

import { randomBytes } from "node:crypto";

import { pointOf, secretKeyObject } from "./ed25519.ts";
import { keyIdOf } from "./key-id.ts";
import { publicKeyFrom } from "./public-key.ts";
import type { RandomBytes, SecretKey } from "./secret-key.ts";

/** A new key pair: the secret key with its public half. `random` is asked for the key id, then for the seed. */
export function generateKeyPair(options: { readonly random?: RandomBytes } = {}): SecretKey {
  const { random = randomBytes } = options;
  const keyId = keyIdOf(random(8));
  const keyObject = secretKeyObject(random(32));
  return { publicKey: publicKeyFrom({ keyId, point: pointOf(keyObject) }), keyObject };
}
