/** What chatty takes at most and waits at longest. */
export const LIMITS = {
  /** Text to hash, in UTF-16 code units: what fits a message comfortably. */
  hashTextLength: 1_048_576,
  zoneNameLength: 64,
  uuids: 100,
  /** How long commands that still run may hold up the end once an MCP client has gone. */
  lastAnswersMs: 5000,
} as const;
