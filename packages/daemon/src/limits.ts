/** What the daemon takes at most; every read from outside is bounded by this table. */
export const LIMITS = {
  /** The longest line, without its end. */
  messageSizeBytes: 1_048_576,
  /** How deeply arrays and objects may be nested. */
  depth: 64,
  /** The most requests in one batch: bounds what a short message can make the daemon write. */
  batchRequests: 100,
  /** How long a reader that does not read may hold up the end after a signal. */
  lastAnswerMs: 1000,
} as const;
