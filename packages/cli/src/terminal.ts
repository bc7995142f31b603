/** What a command may do to the outside: its result on stdout, its log on stderr, its settings. */

export type Terminal = {
  /** Writes to standard output: a command's result. */
  readonly result: (text: string) => void;
  /** Writes to standard error: everything else. */
  readonly log: (text: string) => void;
  /** True when the log is a terminal that can be redrawn. */
  readonly live: boolean;
  /** Standard error as a stream, for the live display. */
  readonly logStream: NodeJS.WriteStream;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Aborts at ctrl-C. */
  readonly signal: AbortSignal;
};
