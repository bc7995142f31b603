/** What a sidecar is given at most: time, room in memory, attempts. Callers may change each of them. */

export type SidecarLimits = {
  /** From the start of the process to the first answer. */
  readonly startMs: number;
  /** How long stopping waits for the sidecar to end by itself once its input has ended, then once it got SIGTERM. */
  readonly stopInputMs: number;
  readonly stopTermMs: number;
  /** How long it may take to end by itself when this process was killed. */
  readonly orphanGraceSeconds: number;
  /** How often its status is asked for; 0: never. */
  readonly healthEveryMs: number;
  /** How long the answer to that may take. */
  readonly healthMs: number;
  /** How many starts may fail, or end early, in a row before it is given up; 0: it is not started again. */
  readonly restarts: number;
  /** The first pause before a restart; each further one is twice as long, up to the longest. */
  readonly restartFirstMs: number;
  readonly restartLongestMs: number;
  /** Once it has run as long as this, restarts are counted from zero again; 0: never. */
  readonly steadyMs: number;
  /** The longest line of its log; what is longer is cut. */
  readonly logLineCharacters: number;
  /** How many of its last lines an error tells. */
  readonly toldLogLines: number;
  /** How much of what it last wrote to its standard output an error shows. */
  readonly excerptBytes: number;
};

export const LIMITS: SidecarLimits = {
  startMs: 10_000,
  stopInputMs: 5000,
  stopTermMs: 2000,
  orphanGraceSeconds: 5,
  healthEveryMs: 30_000,
  healthMs: 10_000,
  restarts: 5,
  restartFirstMs: 100,
  restartLongestMs: 10_000,
  steadyMs: 60_000,
  logLineCharacters: 8192,
  toldLogLines: 20,
  excerptBytes: 200,
};

/** Times that nobody needs to choose. */
export const TIMES = {
  /** How long an ended process' last words are waited for: who else holds its pipes may never close them. */
  lastWordsMs: 500,
  /** How long a process may live on after it closed its standard output. */
  afterOutputMs: 1000,
  /** When a timer is as late as this, this process did nothing else meanwhile either, nor did it read. */
  lateMs: 250,
  /** How often an instance that ends before it has answered is followed by another look. */
  connectAttempts: 6,
  /** Pauses between attempts to connect to an instance that starts. */
  connectFirstMs: 5,
  connectLongestMs: 200,
  /** How long another starter's instance is waited for when ours has ended with a failure. */
  otherStarterMs: 2000,
} as const;
