/** What the place for secrets takes at most. */
export const SECRET_LIMITS = {
  /** The longest secret, as UTF-8: tokens of large identity providers stay below 16 KiB. */
  secretSizeBytes: 65_536,
  /** The largest `secrets.json` or `secrets.key` that is read. */
  fileSizeBytes: 8_388_608,
  /**
   * The longest text in one item of a keyring. Windows' Credential Manager takes 2560 bytes
   * (CRED_MAX_CREDENTIAL_BLOB_SIZE), which is 1280 characters where they are stored as UTF-16.
   */
  keyringItemCharacters: 1200,
  /** How long a keyring may take: it may be asking the user, or never answer. */
  keyringAnswerMs: 10_000,
  /** How long another process may hold a lock. */
  lockWaitMs: 30_000,
  /** How long to wait before a lock that is held is tried again. */
  lockRetryMs: 20,
  /** The most memory that a file may make scrypt use. */
  scryptMemoryBytes: 268_435_456,
} as const;
