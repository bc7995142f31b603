/** Signatures after Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme"). */

import { webhookFault } from "./faults.ts";

export type SignedParts = {
  /** `webhook-id`. */
  readonly id: string;
  /** `webhook-timestamp`: seconds since 1970, when this attempt is made. */
  readonly timestampSeconds: number;
  /** The body as it is sent. */
  readonly body: string;
};

/** Makes the value of `webhook-signature`. */
export type Sign = (parts: SignedParts) => string;

const PREFIX = "whsec_";

/** Base64 as the specification's own libraries write it: padded, in the ordinary alphabet. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

/**
 * Makes what signs with `secret`: the base64 of the key, with or without `whsec_` before it, as the specification's own
 * libraries take it. The secret stays inside. Throws `webhook-secret-invalid` when it is no base64, or the key is empty.
 */
export function signWith(secret: string): Sign {
  const key = keyOf(secret);
  return function sign({ id, timestampSeconds, body }) {
    const hasher = new Bun.CryptoHasher("sha256", key);
    return `v1,${hasher.update(`${id}.${timestampSeconds}.${body}`).digest("base64")}`;
  };
}

function keyOf(secret: string): Uint8Array {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!BASE64.test(encoded)) {
    throw webhookFault("webhook-secret-invalid", {
      message: 'Cannot use "CHATTY_WEBHOOK_SECRET": it is not base64',
      hint: `Copy the secret again, with its padding; it is "${PREFIX}" and base64`,
    });
  }
  const key = Buffer.from(encoded, "base64");
  if (key.length > 0) return key;
  throw webhookFault("webhook-secret-invalid", {
    message: 'Cannot use "CHATTY_WEBHOOK_SECRET": it is empty, a key wanted',
    hint: `Set it to "${PREFIX}" and the base64 of 24 to 64 random bytes`,
  });
}
