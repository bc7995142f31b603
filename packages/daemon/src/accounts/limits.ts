/** What accounts take at most; every read from outside is bounded by this table. */
export const ACCOUNT_LIMITS = {
  /** The largest answer of an authorization server that is read. */
  responseSizeBytes: 1_048_576,
  /** How long an authorization server may take for one answer. */
  responseMs: 30_000,
  /** How long a login may take: RFC 8628 and common servers let their codes live for 5 to 30 minutes. */
  loginMs: 900_000,
  /** How many logins may be under way at once. */
  logins: 16,
  /** The longest life of a token that is believed: a hundred years. */
  tokenLifeMs: 3_155_760_000_000,
  /** A token that ends this soon is refreshed before it is used. */
  refreshMarginMs: 60_000,
  /** How long another process may take with the same account: longer than the four answers of a logout. */
  refreshLockMs: 150_000,
  /** RFC 8628, section 3.2: where the server names no interval. */
  pollIntervalMs: 5000,
  /** Whatever the server says. */
  fastestPollMs: 1000,
  /** RFC 8628, section 3.5: what `slow_down` adds. */
  slowDownMs: 5000,
  /** How slowly a server that cannot be reached is asked again. */
  slowestRetryMs: 60_000,
  /** The largest `accounts.json` that is read. */
  fileSizeBytes: 1_048_576,
  /** The longest pasted address, key or code. */
  inputCharacters: 16_384,
  /** The longest text of a server that is shown. */
  quotedCharacters: 200,
} as const;
