/** The digest that signatures are made over. */

/** Length of a BLAKE2b-512 digest: `createHash("blake2b512")` of the file. */
const DIGEST_BYTES = 64;

/** Another length is a mistake in the calling code, not in a file, and therefore no `Fault`. */
export function assertDigest(digest: Uint8Array): void {
  if (digest.length !== DIGEST_BYTES) {
    throw new RangeError(`A BLAKE2b-512 digest has ${DIGEST_BYTES} bytes, got ${digest.length}`);
  }
}
