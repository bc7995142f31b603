/** What chatty takes at most and waits at longest. */
export const LIMITS = {
  /** Text to hash, in UTF-16 code units: what fits a message comfortably. */
  hashTextLength: 1_048_576,
  zoneNameLength: 64,
  uuids: 100,
  /** How long commands that still run may hold up the end once an MCP client has gone. */
  lastAnswersMs: 5000,
  /** How long the shared daemon may take to answer when it is stopped, and then to end: it gives itself 15 seconds. */
  daemonAnswerMs: 10_000,
  daemonEndMs: 20_000,
  /** How often is looked whether its process has ended. */
  daemonLookMs: 20,
  /** How much of a log is read at once. */
  logPieceBytes: 65_536,
  /** How often a log that is followed is looked at. */
  logLookMs: 200,
} as const;
