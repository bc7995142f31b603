/** A terminal for tests: what is written is kept. */

import { tempFolder } from "@slipway/testkit";

import { runCli } from "../run-cli.ts";
import type { Terminal } from "../terminal.ts";

export type MemoryTerminal = Terminal & {
  /** Everything written to standard output, and to standard error. */
  readonly written: () => { readonly stdout: string; readonly stderr: string };
};

/** A terminal in an empty folder. */
export function memoryTerminal(changes: Partial<Terminal> = {}): MemoryTerminal {
  let stdout = "";
  let stderr = "";
  return {
    result: (text) => {
      stdout += text;
    },
    log: (text) => {
      stderr += text;
    },
    live: false,
    logStream: process.stderr,
    cwd: tempFolder(),
    variables: {},
    signal: new AbortController().signal,
    ...changes,
    written: () => ({ stdout, stderr }),
  };
}

/** What a command did: its exit code and everything it wrote. */
export type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs `slipway` in this process, in an empty folder unless `cwd` is given. */
export async function runInMemory(
  args: readonly string[],
  changes: Partial<Terminal> = {},
): Promise<Outcome> {
  const terminal = memoryTerminal(changes);
  const exitCode = await runCli(args, terminal);
  return { exitCode, ...terminal.written() };
}
