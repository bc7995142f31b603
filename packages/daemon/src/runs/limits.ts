/** What runs may take, and how long they are waited for. */
export const RUN_LIMITS = {
  /** More are refused, so that a client hears of it at once instead of waiting in a queue nobody sees. */
  runsAtOnce: 128,
  /** What the output file of a run may take on the disk unless the run says otherwise, and the most it may say. */
  outputCapBytes: 67_108_864,
  highestOutputCapBytes: 1_073_741_824,
  /** How long a group has between SIGTERM and SIGKILL. */
  graceMs: 5000,
  /** The same when the daemon itself ends. */
  closeGraceMs: 2000,
  /** How long the children of a program may still work after it has ended, before they get SIGTERM. */
  leftoverMs: 1000,
  /** How long pipes may stay open and silent after the group is gone: someone who left the group holds them. */
  drainMs: 1000,
  /** The longest pause between two looks whether a group is gone. */
  lookMs: 50,
  /** How long a timer can be. */
  highestTimeLimitMs: 2_147_483_647,
  /** A request without a time limit of its own ends after this. */
  requestTimeLimitMs: 300_000,
  /** RFC 9110, section 15.4, leaves the number to the client. */
  redirects: 10,
  /** Text for a program's standard input, or the body of a request. */
  inputCharacters: 16_777_216,
  /** All words of a program together, and the same for its variables and for headers: below ARG_MAX of all systems. */
  wordsCharacters: 131_072,
  /** Output that waits to be written; beyond it the program waits. */
  unwrittenBytes: 2_097_152,
  /** Output that comes fast is written in pieces of this size, or after so long. */
  gatherBytes: 1_048_576,
  gatherMs: 5,
  /** Those who read a file that grows fast by themselves hear of it no more often than this. */
  tellMs: 5,
  /** What a follower reads at once, and the most it hands on in one piece. */
  readBytes: 262_144,
  pieceBytes: 65_536,
  /** How often the output of another daemon's run is looked at. */
  pollMs: 200,
  /** How often it is looked whether another daemon still lives, while somebody asks for its runs. */
  daemonLookMs: 2000,
  /**
   * The pauses before the end of a run is written again when the store could not: from, to, after how many attempts those who
   * wait for it hear why, and how many there are when closing.
   */
  saveRetryMs: 500,
  slowestSaveRetryMs: 30_000,
  savesBeforeTold: 3,
  savesWhenClosing: 3,
} as const;

/** `RUN_LIMITS`, with other numbers in tests. */
export type RunLimits = { readonly [Name in keyof typeof RUN_LIMITS]: number };
