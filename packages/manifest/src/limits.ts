/** How much this package reads, writes and works at most. */

export const LIMITS = {
  latestBytes: 1_048_576,
  urlBytes: 2048,
  versionBytes: 256,
  keyFileBytes: 4096,
  signatureFileBytes: 16_384,
  /** minisign reads this line into 1024 bytes, with its line end and a NUL (COMMENTMAXBYTES). */
  untrustedLineBytes: 1022,
  /** minisign reads this line into 8192 bytes (TRUSTEDCOMMENTMAXBYTES): 17 for what it begins with, line end, NUL. */
  trustedCommentBytes: 8173,
  /** minisign reads a password into 1024 bytes, with a NUL (PASSWORDMAXBYTES). */
  passwordBytes: 1023,
  /** scrypt's N at libsodium's SENSITIVE, 2^20: with r = 8 it takes 1 GiB. */
  scryptN: 1_048_576,
  /** scrypt's N·r·p at libsodium's SENSITIVE, 2^23: a few seconds. */
  scryptWork: 8_388_608,
} as const;
