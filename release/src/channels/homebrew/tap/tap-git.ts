/** Runs git for a tap, and turns what it says into faults. */

import { type Env, lastLines, runProcess, throwIfInterrupted } from "@slipway/build";

import { channelFault } from "../../faults.ts";
import { LIMITS } from "../../limits.ts";
import type { TapEnvironment } from "./tap-environment.ts";
import { tapFault } from "./tap-fault.ts";

/** Where git works, and for which tap. */
export type TapPlace = {
  /** As people know the tap. */
  readonly label: string;
  readonly url: string;
  /** Absolute path of the repository that is worked in. */
  readonly folder: string;
  readonly environment: TapEnvironment;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type TapAnswer = {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Without secrets. */
  readonly said: readonly string[];
};

/** What git answers, whether it went well or not; its fault where git cannot be started or did not end. */
export async function askTapGit(
  place: TapPlace,
  args: readonly string[],
  options: { readonly stdin?: string; readonly maxOutputBytes?: number } = {},
): Promise<TapAnswer> {
  const { folder, environment, timeoutMs, signal, label } = place;
  const answer = await runProcess({
    command: ["git", ...args],
    cwd: folder,
    env: environment.variables,
    timeoutMs,
    signal,
    ...options,
  }).catch((cause: unknown) => {
    throw noGit(cause);
  });
  throwIfInterrupted({ signal } satisfies Pick<Env, "signal">);
  if (answer.timedOut) {
    throw channelFault("tap-unreachable", {
      message: `Cannot reach the tap "${label}": git ${args[0]} took longer than ${timeoutMs / 1000} s`,
      hint: "Try again later, or see what answers at that address",
    });
  }
  const said = lastLines(answer.stderr, LIMITS.saidLines).map((line) => shown(line, environment.secrets));
  return { exitCode: answer.exitCode, stdout: answer.stdout, said };
}

/**
 * Standard output of a git command that must go well.
 *
 * @throws Fault of the tap, by what git says.
 */
export async function tapGit(
  place: TapPlace,
  args: readonly string[],
  options: Parameters<typeof askTapGit>[2] = {},
): Promise<string> {
  const answer = await askTapGit(place, args, options);
  if (answer.exitCode === 0) return answer.stdout;
  throw tapFault(place, answer.said);
}

function shown(line: string, secrets: readonly string[]): string {
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), line);
  return safe.replaceAll(/\p{Cc}+/gu, " ").slice(0, LIMITS.saidCharacters);
}

function noGit(cause: unknown): unknown {
  const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  if (!isMissing) return cause;
  return channelFault("no-git", {
    message: "Cannot push the formula: there is no git on this machine",
    hint: "Install git, then publish again",
    cause,
  });
}
