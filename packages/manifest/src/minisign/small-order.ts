/** Ed25519 points that must not be keys: those of small order, and those written in more than one way. */

/** The y coordinates of the eight points whose order divides 8, little-endian; both signs of x are weak. */
const SMALL_ORDER_Y: ReadonlySet<string> = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/**
 * Whether a public key is one that libsodium's verification refuses as well: of small order (a signature without
 * the secret key passes for many messages) or with y not below 2^255 - 19. `crypto.verify` takes both.
 */
export function isWeakPoint(point: Uint8Array): boolean {
  const y = Buffer.from(point);
  y.writeUInt8(y.readUInt8(31) & 0x7f, 31);
  return SMALL_ORDER_Y.has(y.toString("hex")) || isNotBelowPrime(y);
}

/** 2^255 - 19 is ed, thirty times ff, 7f in little-endian order. */
function isNotBelowPrime(y: Uint8Array): boolean {
  return y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff) && (y[0] ?? 0) >= 0xed;
}
