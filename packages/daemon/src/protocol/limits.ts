/** What the methods take at most; a message as a whole is bounded by the limits of its connection. */
export const PROTOCOL_LIMITS = {
  /** Ids and names. */
  nameCharacters: 200,
  labelCharacters: 500,
  pathCharacters: 4096,
  urlCharacters: 16_384,
  secretCharacters: 65_536,
  /** An argument, a variable, a header, a body, what a program reads. */
  textCharacters: 16_777_216,
  arguments: 10_000,
  /** How long a timer can be. */
  timeoutMs: 2_147_483_647,
  /** 1 GiB. */
  outputLimitBytes: 1_073_741_824,
  listedRuns: 1000,
} as const;
