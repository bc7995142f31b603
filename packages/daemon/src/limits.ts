/** What the daemon itself takes at most, and how long it waits. */
export const DAEMON_LIMITS = {
  /** Log lines that wait for a reader, in characters. */
  waitingLogCharacters: 262_144,
  /** `daemon.log` begins anew beyond this; this many old ones are kept. */
  logFileBytes: 4_194_304,
  oldLogFiles: 2,
  /** How long the last lines of the log may take. */
  lastLinesMs: 500,
  /** How long the end may take once it is asked for; then what is left is left to the next start. */
  stopMs: 15_000,
  /** How long a shared daemon stays when nobody needs it; the most that can be asked for is 30 days. */
  idleMs: 600_000,
  longestIdleMs: 2_592_000_000,
  /** The longest pause between two looks at whether anybody needs it. */
  idleLookMs: 5000,
  /** How long a daemon that was just started may take until it answers. */
  startMs: 15_000,
  /** How long one connection to it may take to answer at first. */
  firstAskMs: 500,
  /** How long a daemon that holds the lock may take to answer, one that begins or ends included. */
  answerMs: 10_000,
  /** How many of its last lines are shown when it cannot be started. */
  shownLines: 10,
  /** The pause between two tries to reach it. */
  retryMs: 20,
  /** The longest path of a socket: `sun_path` has 108 bytes on Linux and 104 on macOS, with a zero at the end. */
  socketPathBytes: { linux: 107, others: 103 },
  /** How long after the first use of the history it is tidied up. */
  tidyAfterMs: 2000,
  /** How often runs of daemons that died are looked for. */
  recoverEveryMs: 60_000,
  /** What waits for a client that reads slowly, in UTF-16 units: more is not faster, and is held several times. */
  queuedCharacters: 262_144,
  /** After so much output on its way to a client its garbage is collected: the engine would let it grow. */
  collectCharacters: 12_000_000,
  /** The most connections at once. */
  clients: 256,
  /** The largest `providers.json` that is read. */
  providersBytes: 1_048_576,
} as const;
