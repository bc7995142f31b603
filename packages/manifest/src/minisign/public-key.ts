/** minisign public keys: `Ed`, key id, point. */

import type { Fault } from "@slipway/fault";
import type { KeyObject } from "node:crypto";

import { base64Of } from "../base64.ts";
import { manifestFault } from "../faults.ts";
import type { FileText } from "../text.ts";
import { publicKeyObject } from "./ed25519.ts";
import { keyIdBytes, keyIdOf } from "./key-id.ts";
import { keyBytesOf, UNTRUSTED_PREFIX } from "./key-text.ts";
import { isWeakPoint } from "./small-order.ts";

export type PublicKey = {
  /** Sixteen hexadecimal digits, as minisign shows them. */
  readonly keyId: string;
  readonly point: Uint8Array;
  readonly keyObject: KeyObject;
};

const ALGORITHM = "Ed";
const SIZE_BYTES = 42;

/**
 * Reads a public key: the file minisign writes, or its second line alone, as after `minisign -P`.
 *
 * @throws Fault `public-key-invalid`, `public-key-weak`
 */
export function parsePublicKey(file: FileText): PublicKey {
  const bytes = keyBytesOf(file, { sizeBytes: SIZE_BYTES, refuse: invalidKey });
  const algorithm = bytes.toString("latin1", 0, 2);
  if (algorithm !== ALGORITHM) {
    throw invalidKey(`algorithm ${JSON.stringify(algorithm)}, not "${ALGORITHM}"`);
  }
  return publicKeyFrom({ keyId: keyIdOf(bytes.subarray(2, 10)), point: bytes.subarray(10) });
}

/**
 * A public key from its parts.
 *
 * @throws Fault `public-key-weak`
 */
export function publicKeyFrom(parts: { readonly keyId: string; readonly point: Uint8Array }): PublicKey {
  const point = Uint8Array.from(parts.point);
  if (isWeakPoint(point)) {
    throw manifestFault("public-key-weak", {
      message: `Cannot use the public key "${parts.keyId}": its point is of small order or not canonical`,
      hint: "Somebody may be trying to make you accept forged signatures: get the key again from where it was made",
    });
  }
  return { keyId: parts.keyId, point, keyObject: publicKeyObject(point) };
}

/** The two lines of a public key file, as minisign 0.12 writes them. */
export function renderPublicKey(key: PublicKey): string {
  return `${UNTRUSTED_PREFIX}minisign public key ${key.keyId}\n${renderPublicKeyLine(key)}\n`;
}

/** The second line of a public key file, as `minisign -P` takes it. */
export function renderPublicKeyLine(key: PublicKey): string {
  return base64Of(Buffer.concat([Buffer.from(ALGORITHM, "latin1"), keyIdBytes(key.keyId), key.point]));
}

function invalidKey(state: string): Fault {
  return manifestFault("public-key-invalid", {
    message: `Cannot read the public key: ${state}`,
    hint: "Give the two lines of the .pub file, or the second line alone",
  });
}
