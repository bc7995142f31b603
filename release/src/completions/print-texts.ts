/** Step: runs the executables for this machine, which print completions and man pages of themselves. */

import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import {
  cleanVariables,
  eachJob,
  type Env,
  inTemporaryFolder,
  lastLines,
  type ProcessResult,
  runProcess,
  throwIfInterrupted,
} from "@slipway/build";
import type { Fault } from "@slipway/fault";

import { completionsFault } from "./faults.ts";
import { MAX_PRINTED_BYTES, PRINT_TIMEOUT_MS, SHOWN_LINES } from "./limits.ts";
import type { PrintedFile } from "./printed-files.ts";
import { textProblem } from "./text-problem.ts";

/** A text, and what prints it. */
export type PlannedText = PrintedFile & {
  /** The app's executable that runs on this machine, relative to `dist`; undefined where there is none. */
  readonly from: string | undefined;
};

type Planned = { readonly texts: readonly PlannedText[]; readonly dateSeconds: number };

/**
 * Sees that every text can be printed here.
 *
 * @throws Fault `text-unprintable` naming the apps of which nothing runs on this machine.
 */
export function expectPrinters({ texts }: Pick<Planned, "texts">): void {
  const apps = [...new Set(texts.flatMap(({ app, from }) => (from === undefined ? [app] : [])))];
  if (apps.length === 0) return;
  const named = apps.map((app) => `"${app}"`).join(", ");
  throw completionsFault("text-unprintable", {
    message: `Cannot print completions and man pages of ${named}: no executable of the release runs on this machine, wanted one that does`,
    hint: "Release on a machine of one of its targets, add this machine's to them, or leave out its completions and man",
  });
}

/**
 * The texts by their names in an archive. Each run has an empty home of its own outside of the project, and neither the
 * user's settings nor the clock's date, but SOURCE_DATE_EPOCH.
 *
 * @throws Fault `text-unprintable`, `text-unfit` naming app, shell, what was wrong and what came on standard error.
 */
export async function printTexts(planned: Planned, env: Env): Promise<ReadonlyMap<string, string>> {
  expectPrinters(planned);
  if (planned.texts.length === 0) return new Map();
  const printed = await eachJob(env, "printing completions and man pages", {
    jobs: planned.texts,
    nameOf: ({ name }) => name,
    run: async (text, jobEnv) =>
      [text.name, await printText(text, { dateSeconds: planned.dateSeconds, env: jobEnv })] as const,
  });
  return new Map(printed);
}

type Printing = { readonly dateSeconds: number; readonly env: Env };

async function printText(text: PlannedText, { dateSeconds, env }: Printing): Promise<string> {
  const { kind, from = "" } = text;
  const program = join(env.dist, from);
  chmodSync(program, 0o755);
  return inTemporaryFolder(async (folder) => {
    const [home, temporary] = [join(folder, "home"), join(folder, "tmp")];
    for (const made of [home, temporary]) mkdirSync(made);
    const result = await resultOf([program, ...text.args], { home, temporary, dateSeconds, env });
    // What was ended because of something else did not fail.
    throwIfInterrupted(env);
    if (result instanceof Error) throw unfit(text, { found: `it does not start: ${result.message}` });
    const { stdout, stderr } = result;
    const ended = endProblem(result);
    if (ended !== undefined) throw unfit(text, { found: ended, stderr });
    const found = textProblem(stdout, { kind, places: [folder, env.dist, realpathSync(env.dist)] });
    if (found !== undefined) throw unfit(text, { found, stderr });
    return stdout;
  });
}

async function resultOf(
  command: readonly string[],
  options: Printing & { readonly home: string; readonly temporary: string },
): Promise<ProcessResult | Error> {
  const { home, temporary, dateSeconds, env } = options;
  const variables = cleanVariables(env.variables, { home, temporary });
  try {
    return await runProcess({
      command,
      cwd: home,
      env: { ...variables, SOURCE_DATE_EPOCH: String(dateSeconds), TZ: "UTC", NO_COLOR: "1" },
      timeoutMs: PRINT_TIMEOUT_MS,
      // One more than a text may have shows that it has more.
      maxOutputBytes: MAX_PRINTED_BYTES + 1,
      signal: env.signal,
    });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function endProblem({ exitCode, signal, timedOut }: ProcessResult): string | undefined {
  if (timedOut) return `it did not end, wanted its end within ${PRINT_TIMEOUT_MS / 1000} s`;
  if (signal !== null) return `it ended with ${signal}, wanted exit code 0`;
  return exitCode === 0 ? undefined : `it ended with exit code ${exitCode ?? "none"}, wanted 0`;
}

function unfit(
  text: PlannedText,
  { found, stderr = "" }: { readonly found: string; readonly stderr?: string },
): Fault {
  const { app, kind, args } = text;
  const what = kind === "man" ? `the man page of "${app}"` : `the completions of "${app}" for ${kind}`;
  const said = lastLines(stderr, SHOWN_LINES).map((line) => `| ${line}`);
  return completionsFault("text-unfit", {
    message: `Cannot release ${what}, printed by "${[app, ...args].join(" ")}": ${found}`,
    details: said.length === 0 ? [] : ["it wrote to standard error:", ...said],
    hint: `Mend the app, or apps.${app}.${kind === "man" ? kind : `completions.${kind}`}`,
  });
}
