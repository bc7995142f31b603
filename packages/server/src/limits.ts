/** What chatty takes at most and waits at longest. */
export const LIMITS = {
  /** Text to hash, in characters: what fits a message comfortably. */
  hashTextLength: 1_048_576,
  zoneNameLength: 64,
  uuids: 100,
  /** How long commands that still run may hold up the end once an MCP client has gone: hosts kill after 2 seconds. */
  lastAnswersMs: 1500,
  /** How long it may then take nothing of the answers that are there. */
  lastTakenMs: 5000,
  /** The longest message on standard input. */
  mcpLineBytes: 10_485_760,
  /** With so many characters of answers that nobody has taken no more is read. */
  mcpUnsentCharacters: 16_777_216,
  /** How much of an error a client is told: the SDK tells everything that is wrong with a request, and repeats it. */
  mcpErrorCharacters: 2000,
  /** How often a client hears at most what a command writes, and how much of it at once. */
  progressMs: 200,
  progressCharacters: 500,
  /** How many runs the history of MCP lists, and among how many an id is looked for to complete it. */
  listedRuns: 50,
  completedRuns: 1000,
  /** How long the shared daemon may take to answer when it is stopped, and then to end: it gives itself 15 seconds. */
  daemonAnswerMs: 10_000,
  daemonEndMs: 20_000,
  /** How often is looked whether its process has ended. */
  daemonLookMs: 20,
  /** How much of a log is read at once. */
  logPieceBytes: 65_536,
  /** How often a log that is followed is looked at. */
  logLookMs: 200,
  /** How much output of a run is kept that somebody at a terminal started: as much as the daemon allows. */
  printedOutputBytes: 1_073_741_824,
  /** How much of a run's output is in its result, in UTF-16 code units. */
  shownOutput: 65_536,
  /** How long a run that was cancelled may take to hand on its last output. */
  lastOutputMs: 1000,
  /** How many runs of the history are listed at most. */
  historyRuns: 1000,
  /** How often a key or a passphrase that was refused is asked for. */
  secretTries: 3,
  /** What is typed or handed over as a key or a code. */
  secretCharacters: 65_536,
  /** What `--env-file` names, and how long a pipe may take: a password manager asks its user first. */
  envFileBytes: 1_048_576,
  envPipeMs: 60_000,
  /** How long a server may take to say that it is there, and how long to end. */
  healthMs: 3000,
  serverEndMs: 20_000,
  /** How long the system's keyring may take to say that it is there. */
  keyringMs: 5000,
  /** `server.log` begins anew beyond this; this many old ones are kept. */
  serverLogBytes: 4_194_304,
  oldServerLogs: 2,
  /** What was locked for longer than this to begin a log anew is nobody's any more. */
  logLockMs: 10_000,
  /** How long the last lines of a server's log may take, and the last answers to subscriptions. */
  lastLinesMs: 500,
  /** The configuration file, and how deep its lists and objects may go. */
  configSizeBytes: 1_048_576,
  configDepth: 64,
  /** How many commands and how many prompts it may declare. */
  declared: 500,
  /** How often is looked whether it has changed. */
  configLookMs: 500,
  /** A length that a field may ask for, in characters. */
  fieldLength: 16_777_216,
  /** The longest time that a command may be given: how long a timer can be. */
  timeoutMs: 2_147_483_647,
  /** How long a page waits for a run to end before it shows it running, and when it looks again. */
  pageMomentMs: 1000,
  pageRefreshSeconds: 2,
} as const;
