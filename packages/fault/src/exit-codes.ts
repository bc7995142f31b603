/** The exit codes of every command, by kind of fault. Documented in `docs/exit-codes.md`. */
export const EXIT_CODES = {
  /** Nothing went wrong. */
  ok: 0,
  /** A step did what it could and the result is not good enough: a smoke run failed, a compile error. */
  failed: 1,
  /** The command line is wrong: unknown command, option, target or app. */
  usage: 2,
  /** The configuration is missing, throws, or does not hold. */
  config: 3,
  /** The machine is in the way: no space, no permission, a tool missing, another build running. */
  environment: 4,
  /** Something is not what it claims to be: a digest, a signature, a runtime. Never retried, never skipped. */
  untrusted: 5,
  /** A bug in Slipway itself. */
  internal: 70,
  /** Interrupted by a signal (128 + SIGINT). */
  interrupted: 130,
} as const;

/** What kind of thing went wrong; decides the exit code. */
export type FaultKind = Exclude<keyof typeof EXIT_CODES, "ok">;
