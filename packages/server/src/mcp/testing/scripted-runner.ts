/** A runner whose runs do what a test says. */

import type { RunView } from "@chatty/daemon/protocol";
import type { Command } from "../../commands/command.ts";
import type { Outcome, PerformOptions, Runner } from "../../runs/runner.ts";

export const RUN: RunView = {
  id: "0198a0b2-0000-7000-8000-000000000001",
  kind: "program",
  command: "greet",
  argv: ["echo", "hello"],
  request: null,
  cwd: null,
  state: "exited",
  exit_code: 0,
  signal: null,
  started_at: "2026-11-20T08:00:00.000Z",
  ended_at: "2026-11-20T08:00:01.000Z",
  output_bytes: 6,
  output_truncated: false,
  error: null,
};

export const OUTCOME: Outcome = {
  ok: true,
  value: {
    run: RUN.id,
    state: "exited",
    exit_code: 0,
    signal: null,
    output: "hello\n",
    output_shortened: false,
    output_bytes: 6,
    output_truncated: false,
    error: null,
  },
};

/** A command that is a run. */
export function programCommand(name: string): Command {
  return {
    name,
    description: `Does ${name}`,
    readOnly: false,
    input: { word: { type: "string", optional: true, description: "A word" } },
    does: { kind: "program", argv: ["echo", "{word}"] },
    origin: "configuration",
  };
}

export type Script = {
  readonly perform?: (options: PerformOptions, input: unknown) => Promise<Outcome>;
  readonly runs?: readonly RunView[];
  readonly output?: string;
  /** What to throw for a run that is none. */
  readonly unknown?: Error;
};

export function scriptedRunner({ perform, runs = [], output = "hello\n", unknown }: Script = {}): Runner {
  function run(id: string): Promise<RunView> {
    const found = runs.find((candidate) => candidate.id === id);
    return found === undefined ? Promise.reject(unknown ?? new Error("no such run")) : Promise.resolve(found);
  }
  return {
    perform: (_command, input, options = {}) => perform?.(options, input) ?? Promise.resolve(OUTCOME),
    history: ({ limit = runs.length } = {}) =>
      Promise.resolve({ runs: runs.slice(0, limit), next_before: null }),
    run,
    output: () => Promise.resolve({ text: output, isShortened: false }),
    readByNow: run,
    follow: run,
    cancel: run,
    close: () => Promise.resolve(),
  };
}
