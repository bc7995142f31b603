/** Step: the user's own command signs a copy of an executable, and what it leaves is looked at before it is used. */

import { chmodSync, constants, lstatSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";

import { type ExecutableFacts, readExecutable } from "@slipway/executable";
import { Fault } from "@slipway/fault";
import { TARGETS } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import { type BuildJob, jobName } from "../plan.ts";
import { lastLines, type ProcessResult, runProcess } from "../run-process.ts";
import { throwIfInterrupted } from "../step.ts";
import { keptContent, regionDigest } from "./kept-content.ts";
import { LIMITS } from "./limits.ts";

export type SignOptions = {
  /** Absolute path of the executable; it is not changed. */
  readonly path: string;
  /** The command for the target's system, word by word; undefined where there is none. */
  readonly command: readonly string[] | undefined;
  /** Absolute path of the project: where the command starts. */
  readonly root: string;
  readonly env: Env;
  readonly timeoutMs?: number;
};

/** Gives an executable the signature the user wants and returns where it then is: `signExecutable`, or in its stead. */
export type Signer = (job: BuildJob, options: SignOptions) => Promise<string>;

/** A word's part that stands for the absolute path of the copy, which the command changes in place. */
export const FILE_WORD = "{file}";
/** Stands for the path the command writes to, where it cannot change a file in place; nothing is there before. */
export const OUT_WORD = "{out}";

/**
 * Runs the command with the user's whole environment, since passwords and hardware tokens need it, and returns the
 * absolute path of the signed executable; without a command, `path`. What a signature has no business with must come
 * out byte by byte as it went in, the payload above all.
 *
 * @throws Fault `sign-unavailable`, `sign-failed`, `sign-wrong`.
 */
export async function signExecutable(job: BuildJob, options: SignOptions): Promise<string> {
  const { command, path, env } = options;
  if (command === undefined) return path;
  const folder = workFolder(env, `${job.app.name}.${job.target}.signed`);
  const file = join(folder, job.executable);
  const out = join(workFolder(env, `${job.app.name}.${job.target}.signed`, "out"), job.executable);
  await copyFile(path, file, constants.COPYFILE_FICLONE);
  chmodSync(file, 0o755);
  const words = command.map((word) => word.replaceAll(FILE_WORD, () => file).replaceAll(OUT_WORD, () => out));
  const result = await run(job, words, options);
  const signed = command.some((word) => word.includes(OUT_WORD)) ? out : file;
  await checkSigned(job, { before: path, signed, said: outputOf(result) });
  chmodSync(signed, 0o755);
  return signed;
}

async function run(job: BuildJob, words: readonly string[], options: SignOptions): Promise<ProcessResult> {
  const { root, env, timeoutMs = LIMITS.signMs } = options;
  const [program = ""] = words;
  const result = await started(job, program, () =>
    runProcess({ command: words, cwd: root, env: env.variables, timeoutMs, signal: env.signal }),
  );
  throwIfInterrupted(env);
  if (result.exitCode === 0) return result;
  throw buildFault("sign-failed", {
    message: result.timedOut
      ? `Cannot sign ${jobName(job)}: "${program}" did not end within ${timeoutMs / 1000} s`
      : `Cannot sign ${jobName(job)}: "${program}" ended with ${result.signal ?? result.exitCode}, wanted 0`,
    details: outputOf(result),
    hint: result.timedOut
      ? `Look whether it waits for a password or a device, or change ${settingOf(job)}`
      : `Mend what it says, or change ${settingOf(job)}`,
  });
}

async function started(
  job: BuildJob,
  program: string,
  start: () => Promise<ProcessResult>,
): Promise<ProcessResult> {
  try {
    return await start();
  } catch (cause) {
    throw buildFault("sign-unavailable", {
      message: `Cannot sign ${jobName(job)}: "${program}" cannot be started`,
      details: cause instanceof Error ? [cause.message] : [],
      hint: `Install it, make it executable, or change ${settingOf(job)}`,
      cause,
    });
  }
}

function outputOf(result: ProcessResult): readonly string[] {
  return lastLines(`${result.stdout}\n${result.stderr}`);
}

function settingOf(job: BuildJob): string {
  return `signing.commands.${TARGETS[job.target].os}`;
}

/** @throws Fault `sign-wrong` unless `signed` is `before` with a signature, as far as that can be seen from outside. */
async function checkSigned(
  job: BuildJob,
  files: { readonly before: string; readonly signed: string; readonly said: readonly string[] },
): Promise<void> {
  const { before, signed, said } = files;
  const problem = fileProblem(signed) ?? (await contentProblem(before, signed));
  if (problem === undefined) return;
  throw buildFault("sign-wrong", {
    message: `Cannot use what the sign command left of ${jobName(job)}: ${problem}`,
    details: said,
    hint: `Change ${settingOf(job)} so that it adds a signature and nothing else, at ${FILE_WORD} in place, or from ${FILE_WORD} to ${OUT_WORD}`,
  });
}

function fileProblem(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return `there is no file "${path}" any more or yet`;
  return stat.isFile() ? undefined : `"${path}" is no regular file`;
}

type Read = { readonly path: string; readonly facts: ExecutableFacts };

async function contentProblem(before: string, signed: string): Promise<string | undefined> {
  const original: Read = { path: before, facts: await readExecutable(before) };
  const { sizeBytes } = original.facts;
  try {
    const found: Read = { path: signed, facts: await readExecutable(signed) };
    const wantedContent = await keptContent(before, { ...original, sizeBytes });
    const foundContent = await keptContent(signed, { ...found, sizeBytes });
    if (foundContent.join() !== wantedContent.join())
      return "more than a signature is different, or the app is gone";
    return (await untouchedProblem(original, found)) ?? signatureProblem(found.facts);
  } catch (error) {
    if (error instanceof Fault) return `it is no sound executable any more: ${error.message}`;
    throw error;
  }
}

/** Every slice has a signature of its own, and each must be another one than Slipway's. */
async function untouchedProblem(original: Read, found: Read): Promise<string | undefined> {
  const untouched: string[] = [];
  for (const [index, { region, cpu, machine }] of found.facts.slices.entries()) {
    const was = original.facts.slices[index]?.region ?? region;
    const isSame = (await regionDigest(original.path, was)) === (await regionDigest(found.path, region));
    if (isSame) untouched.push(cpu ?? machine);
  }
  if (untouched.length === 0) return undefined;
  if (untouched.length === found.facts.slices.length) return "the command ended well and changed nothing";
  return `the command left the ${untouched.join(" and ")} slice as it was`;
}

/** ELF files have no signature of their own; what a command adds there is not looked at. */
function signatureProblem({ format, slices }: ExecutableFacts): string | undefined {
  for (const { signature } of slices) {
    if (signature.kind === "none" && format !== "elf") return "it has no signature";
    if (signature.kind === "invalid") return `its signature does not hold: ${signature.problems.join(", ")}`;
  }
  return undefined;
}
