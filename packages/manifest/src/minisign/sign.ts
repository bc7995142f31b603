/** Signing a file by its digest. */

import { sign } from "node:crypto";

import { assertDigest } from "./digest.ts";
import type { SecretKey } from "./secret-key.ts";
import { globallySigned, renderSignature } from "./signature.ts";
import { checkTrustedComment } from "./trusted-comment.ts";

export type SignDigestOptions = {
  /** BLAKE2b-512 of the file. */
  readonly digest: Uint8Array;
  readonly key: SecretKey;
  /** By convention from `renderTrustedComment`. */
  readonly trustedComment: string;
};

/**
 * The text of the .minisig file. Ed25519 has no chance in it: the same key, digest and comment give the same text.
 *
 * @throws Fault `trusted-comment-invalid`
 */
export function signDigest(options: SignDigestOptions): string {
  const { digest, key } = options;
  assertDigest(digest);
  const trustedComment = checkTrustedComment(options.trustedComment);
  const signature = sign(null, digest, key.keyObject);
  const globalSignature = sign(null, globallySigned({ signature, trustedComment }), key.keyObject);
  return renderSignature({ keyId: key.publicKey.keyId, signature, trustedComment, globalSignature });
}
