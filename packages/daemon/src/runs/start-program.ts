/**
 * Starts a program as the leader of its own session, behind a gate: a shell that waits for one line on its
 * standard input and then becomes the program. If the daemon dies before it has opened the gate, the input ends and so
 * does the shell. So no program runs that the history does not know by its pid.
 */

import { gateOf } from "./gate.ts";

import type { Environment } from "./environment.ts";

export type ProgramStart = {
  /** The absolute path of the program, and its words. */
  readonly path: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: string | undefined;
};

export type ProgramEnd = { readonly exitCode: number | null; readonly signal: string | null };

export type StartedProgram = {
  readonly pid: number;
  /** Whether it waits for `go`. */
  readonly isGated: boolean;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** How the leader ended. */
  readonly ended: Promise<ProgramEnd>;
  /** Opens the gate. */
  readonly go: () => void;
  /** Closes the gate for ever: the program is not started. */
  readonly abandon: () => void;
};

/** @throws what `Bun.spawn` throws. */
export function startProgram(start: ProgramStart): StartedProgram {
  return process.platform === "win32" ? startUngated(start) : startGated(start);
}

function startGated(start: ProgramStart): StartedProgram {
  const { path, words, cwd, stdin } = start;
  const { script, env } = gateOf({ env: start.env, hasInput: stdin !== undefined });
  const child = Bun.spawn(["/bin/sh", "-c", script, "sh", path, ...words], {
    cwd,
    env: { ...env },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  return {
    ...startedOf(child),
    isGated: true,
    go: () => void feed(child.stdin, `\n${stdin ?? ""}`),
    abandon: () => void feed(child.stdin, ""),
  };
}

/** Windows ends the child together with the daemon, recorded or not. */
function startUngated({ path, words, cwd, env, stdin }: ProgramStart): StartedProgram {
  const child = Bun.spawn([path, ...words], {
    cwd,
    env: { ...env },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    windowsHide: true,
  });
  return {
    ...startedOf(child),
    isGated: false,
    go: () => void feed(child.stdin, stdin ?? ""),
    abandon: () => child.kill(),
  };
}

type Child = Bun.Subprocess<"pipe", "pipe", "pipe">;

function startedOf(child: Child): Pick<StartedProgram, "pid" | "stdout" | "stderr" | "ended"> {
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: child.exited.then(() => ({ exitCode: child.exitCode, signal: signalName(child.signalCode) })),
  };
}

/** Signals without a name have a number. */
function signalName(signal: string | number | null): string | null {
  return typeof signal === "number" ? `SIG${signal}` : signal;
}

/** Never rejects: a program need not read its input. */
async function feed(stdin: Child["stdin"], text: string): Promise<void> {
  try {
    if (text !== "") await stdin.write(text);
    await stdin.end();
  } catch {
    // EPIPE: it has ended, or closed its input.
  }
}
