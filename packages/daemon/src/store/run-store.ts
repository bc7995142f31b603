/** What the history of runs promises to those who write and read it. */

/** How a run stands. All but `running` are final: a run that has ended never changes again. */
export const RUN_STATES = ["running", "exited", "failed", "cancelled", "timed_out", "interrupted"] as const;

export type RunState = (typeof RUN_STATES)[number];

/** Why a run failed: a fault without its cause. Never holds a secret. */
export type RunError = { readonly code: string; readonly message: string; readonly hint: string };

/** Plain data, as JSON has it. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** One row of the history. Nothing in it may hold a secret: an account is named, never its key. */
export type Run = {
  /** Sorts by time (UUIDv7): a later run has a greater id. Also the name of its output file. */
  readonly id: string;
  readonly kind: "program" | "http";
  /** A label for people. */
  readonly command: string;
  /** Of a program, else null. */
  readonly argv: readonly string[] | null;
  /** Of a call over HTTP, else null: whatever describes it, as plain data. */
  readonly request: { readonly [name: string]: Json | undefined } | null;
  readonly cwd: string | null;
  readonly state: RunState;
  readonly exitCode: number | null;
  /** The name of the signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | null;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Milliseconds since 1970; null while it runs. */
  readonly endedAtMs: number | null;
  readonly outputBytes: number;
  readonly outputTruncated: boolean;
  readonly error: RunError | null;
  /** The daemon it belongs to: `<pid>.<process start time>.<random>`. */
  readonly instance: string;
  /** The process that leads the run's group; null before it is started and for kind `http`. */
  readonly pid: number | null;
  /** When that process started, in whatever words the system has for it: tells a reused pid apart. */
  readonly processStartTime: string | null;
};

/** What can change while a run runs, and with its end. What is left out stays. */
export type RunChanges = Partial<
  Pick<
    Run,
    | "state"
    | "exitCode"
    | "signal"
    | "endedAtMs"
    | "outputBytes"
    | "outputTruncated"
    | "error"
    | "pid"
    | "processStartTime"
  >
>;

export type RunQuery = {
  /** At least 1; more than `STORE_LIMITS.listRuns` is cut to it, which is also the default. */
  readonly limit?: number;
  /** Only runs older than the one with this id: the last id of a page asks for the next page. */
  readonly before?: string;
  readonly state?: RunState;
};

/**
 * The history of runs. Nothing here blocks the process while another one holds the database: every call waits
 * without blocking, at most `STORE_LIMITS.lockWaitMs`. Calls that write take effect in the order in which they were
 * made.
 *
 * A promise that resolves is kept: what was written is on the disk, past a power cut. Each can reject with a `Fault`,
 * and then nothing was changed: `store-locked`, `store-full`, `store-read-only`, `store-newer`,
 * `store-not-a-database`, `store-corrupted`, `store-failed`. After any of these the same call may be made again.
 */
export type RunStore = {
  /**
   * Adds a run. Make its output file after this has resolved: a file without a row is taken for a removed run's and
   * is deleted. Rejects with `run-exists` when there is one of that id.
   */
  readonly insert: (run: Run) => Promise<void>;
  /**
   * Changes a run that runs. Resolves to false, having changed nothing, when there is none of that id or it has ended
   * already: of several that end the same run, one gets true. A change of `state` to any but `running` ends the run;
   * `endedAtMs` is the store's clock then, unless it is given, and the webhook event, if any, is queued in the same
   * transaction.
   */
  readonly update: (id: string, changes: RunChanges) => Promise<boolean>;
  readonly get: (id: string) => Promise<Run | undefined>;
  /**
   * Newest first. Fewer than `limit` when they are large (`STORE_LIMITS.listSizeBytes`), but at least one where there
   * is one: those that are older than the last are asked for until none comes.
   */
  readonly list: (query?: RunQuery) => Promise<readonly Run[]>;
  /** All runs in state `running` that belong to other daemons than `instance`, dead or alive: oldest first. */
  readonly aliveOfOthers: (instance: string) => Promise<readonly Run[]>;
};
