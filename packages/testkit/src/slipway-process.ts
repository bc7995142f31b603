/** Runs the `slipway` of this repository as its users do: a process of its own. */

import { resolve } from "node:path";

export type Ran = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

export type SlipwayProcess = Bun.Subprocess<"ignore", "pipe", "pipe">;

export type SlipwayPlace = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Starts it as the leader of a process group of its own, as a terminal does. */
  readonly group?: boolean;
  /** A program and its arguments that start it, such as `strace`. */
  readonly under?: readonly string[];
};

/** The file behind the command `slipway`. */
export const SLIPWAY_MAIN: string = resolve(import.meta.dirname, "..", "..", "cli", "src", "main.ts");

/** Starts `slipway` in a folder; `env` is added to the environment of the test. */
export function startSlipway(args: readonly string[], place: SlipwayPlace): SlipwayProcess {
  return Bun.spawn([...(place.under ?? []), process.execPath, SLIPWAY_MAIN, ...args], {
    cwd: place.cwd,
    env: { ...process.env, ...place.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: place.group ?? false,
  });
}

/** Runs `slipway` in a folder to its end. */
export async function runSlipway(args: readonly string[], place: SlipwayPlace): Promise<Ran> {
  return endOf(startSlipway(args, place));
}

/** Waits for a process to end and returns what it wrote. */
export async function endOf(child: SlipwayProcess): Promise<Ran> {
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** Runs any program to its end with nothing on standard input. */
export function runProgram(command: readonly string[], place: SlipwayPlace): Ran {
  const result = Bun.spawnSync([...command], {
    cwd: place.cwd,
    env: { ...process.env, ...place.env },
    stdin: "ignore",
  });
  return {
    exitCode: result.exitCode,
    stdout: result.stdout.toString(),
    stderr: result.stderr.toString(),
  };
}
