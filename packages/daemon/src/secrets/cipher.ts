/** Encryption of text with AES-256-GCM (NIST SP 800-38D): 96-bit random nonce, 128-bit tag. */

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The length of a key. */
export const KEY_BYTES = 32;

/** Encrypts `text` so that it opens only together with the same `context`: nonce, ciphertext and tag as base64url. */
export function seal(
  text: string,
  { key, context }: { readonly key: Buffer; readonly context: string },
): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
    "base64url",
  );
}

/** What `seal` was given; undefined when the key or the context is another, or anything was changed. */
export function unseal(
  sealed: string,
  { key, context }: { readonly key: Buffer; readonly context: string },
): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    // The only thing that can fail here is the tag.
    return undefined;
  }
}
