/** Step: the text of a file's signature. */

import { renderTrustedComment, signDigest } from "@slipway/manifest";

import type { ReleaseIdentity } from "../plan/identity.ts";
import { isPublished, publishedSignature, type SigningMeans } from "./published-signatures.ts";

/** A file's name and what was found when it was written. */
export type Digested = {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly blake2b512: Uint8Array;
};

/** Signs what was written; the trusted comment binds name, version, target and digest to it. */
export function signFile(
  digested: Digested,
  options: { readonly key: SigningMeans; readonly identity: ReleaseIdentity; readonly target?: string },
): string {
  const { key, identity, target } = options;
  const trustedComment = renderTrustedComment({
    timestampSeconds: identity.dateSeconds,
    file: digested.file,
    version: identity.version,
    ...(target === undefined ? {} : { target }),
    sha256: digested.sha256,
  });
  if (isPublished(key)) return publishedSignature(digested, { from: key, trustedComment });
  return signDigest({ digest: digested.blake2b512, key, trustedComment });
}

/** Digests of a text that becomes a file. */
export function digestText(file: string, text: string): Digested {
  return {
    file,
    sizeBytes: Buffer.byteLength(text),
    sha256: new Bun.CryptoHasher("sha256").update(text).digest("hex"),
    blake2b512: new Bun.CryptoHasher("blake2b512").update(text).digest(),
  };
}
