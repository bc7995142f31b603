/** Runs commands: those of chatty itself here, all others by chatty-daemon. The terminal, MCP and the page use this. */

import { daemonLink } from "../daemon/daemon-link.ts";

import type { RunState, RunView } from "@chatty/daemon/protocol";
import type { Host } from "@slipway/sidecar";
import type { Command, CommandContext } from "../commands/command.ts";
import type { DaemonRuns } from "./daemon-runs.ts";
import type { ShownText } from "./shown-output.ts";

export type RunnerOptions = {
  /** This process; the daemon gets the `CHATTY_*` of its variables. */
  readonly host: Host;
  readonly context: CommandContext;
};

/** A piece of what a run writes. */
export type OutputPiece = {
  readonly stream: "stdout" | "stderr" | "headers";
  /** It ends where a character ends; bytes that are no UTF-8 are U+FFFD in it. */
  readonly text: string;
  /** What was written, where that is no UTF-8. */
  readonly bytes?: Uint8Array;
};

/** Takes a piece; the next comes when what it returns has resolved. */
export type OnOutput = (piece: OutputPiece) => Promise<void> | void;

export type PerformOptions = {
  /** Ends the run; its outcome then says `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of the run once it is in the history; never for a command of chatty itself. */
  readonly onStart?: ((run: RunView) => void) | undefined;
  readonly onOutput?: OnOutput | undefined;
  /** How much output the history keeps, and is handed on; left out: 64 MiB. */
  readonly outputLimitBytes?: number | undefined;
};

export type Outcome = {
  /** False where the run did not end by itself, its exit code is not 0, or its HTTP status is 400 or more. */
  readonly ok: boolean;
  /** As the command's output schema has it. */
  readonly value: Record<string, unknown>;
  /** As the history has it; of a command of chatty itself there is none. */
  readonly run?: RunView;
};

export type HistoryQuery = {
  readonly limit?: number | undefined;
  /** Only runs older than this one. */
  readonly before?: string | undefined;
  readonly state?: RunState | undefined;
};

export type HistoryPage = { readonly runs: readonly RunView[]; readonly next_before: string | null };

export type FollowOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onOutput: OnOutput;
};

/** Whatever needs the daemon starts it, or finds the shared one; and throws the faults of `@slipway/sidecar`. */
export type Runner = {
  /**
   * Checks the input, runs the command to its end. That a program fails is an outcome, no fault.
   *
   * @throws Fault `invalid-input`, `run-cancelled` where it was cancelled before it began, what a command of chatty
   * itself throws, and what the daemon says of what it cannot start
   */
  readonly perform: (command: Command, input: unknown, options?: PerformOptions) => Promise<Outcome>;
  /** Runs, newest first. */
  readonly history: (query?: HistoryQuery) => Promise<HistoryPage>;
  /** @throws Fault `run-unknown` */
  readonly run: (id: string) => Promise<RunView>;
  /** Head and tail of what a run has written by now, as a result has it. @throws Fault `run-unknown` */
  readonly output: (id: string) => Promise<ShownText>;
  /** All of what a run has written by now; resolves with the run as it was after that. @throws Fault `run-unknown` */
  readonly readByNow: (id: string, options: FollowOptions) => Promise<RunView>;
  /** All of a run's output, until it has ended. @throws Fault `run-unknown`, `rpc-cancelled` */
  readonly follow: (id: string, options: FollowOptions) => Promise<RunView>;
  /** Resolves when it has ended. @throws Fault `run-unknown`, `run-elsewhere` */
  readonly cancel: (id: string) => Promise<RunView>;
  /** Ends a daemon of our own, and what it runs with it; a shared one goes on. */
  readonly close: () => Promise<void>;
};

/** Starts nothing: the daemon comes with the first run, and so does the code that it needs. */
export function openRunner({ host, context }: RunnerOptions): Runner {
  const link = daemonLink(host);
  let loaded: Promise<DaemonRuns> | undefined;

  function runs(): Promise<DaemonRuns> {
    loaded ??= import("./daemon-runs.ts").then(({ daemonRuns }) => daemonRuns(link, host));
    return loaded;
  }

  return {
    async perform(command, input, options = {}) {
      const { does } = command;
      if (does.kind === "function") return { ok: true, value: await does.run(input, context) };
      const { readInput } = await import("../commands/read-input.ts");
      const read = readInput(command, input);
      return (await runs()).perform({ ...command, does }, { ...options, input: read });
    },
    history: async (query) => (await runs()).history(query),
    run: async (id) => (await runs()).run(id),
    output: async (id) => (await runs()).output(id),
    readByNow: async (id, options) => (await runs()).readByNow(id, options),
    follow: async (id, options) => (await runs()).follow(id, options),
    cancel: async (id) => (await runs()).cancel(id),
    close: link.close,
  };
}
