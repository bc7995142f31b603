/** Step: an executable for this machine prints completions and a man page of itself, right after it was smoked. */

import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import { dirname, join, sep } from "node:path";

import type { AppConfig } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import type { Env } from "../env.ts";
import { tracesOf } from "../inspect/traces.ts";
import { type ProcessResult, runProcess } from "../run-process.ts";
import { cleanVariables } from "../smoke/clean-variables.ts";
import { saidLines } from "../smoke/said-lines.ts";
import { throwIfInterrupted } from "../step.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { type DeclaredText, declaredTexts } from "./declared-texts.ts";
import { printedFault } from "./faults.ts";
import { MAX_PRINTED_BYTES, PRINT_TIMEOUT_MS } from "./limits.ts";
import type { PrintedText } from "./recorded-texts.ts";
import { textProblem } from "./text-problem.ts";

export type Printing = {
  /** Absolute path of the executable. */
  readonly path: string;
  /** Absolute path of the project. */
  readonly root: string;
  /** The date that texts may have in them, in seconds since 1970. */
  readonly dateSeconds: number;
  readonly env: Env;
};

/** What a text may have to do with another program must not depend on which ones this machine has. */
const SYSTEM_PATH = "/usr/bin:/bin";

/**
 * The texts that the app declares, one after the other. Each run has an empty home of its own outside of the project,
 * and neither the user's settings nor the clock's date, but SOURCE_DATE_EPOCH.
 *
 * @throws Fault `text-unfit` naming app, shell, what was wrong and what came on standard error.
 */
export async function printTexts(app: AppConfig, printing: Printing): Promise<readonly PrintedText[]> {
  const printed: PrintedText[] = [];
  for (const declared of declaredTexts(app)) {
    throwIfInterrupted(printing.env);
    printed.push({ ...declared, text: await printText(app.name, { declared, ...printing }) });
  }
  return printed;
}

async function printText(
  app: string,
  { declared, ...printing }: Printing & { readonly declared: DeclaredText },
): Promise<string> {
  const { path, env } = printing;
  chmodSync(path, 0o755);
  return inTemporaryFolder(async (folder) => {
    const [home, temporary] = [join(folder, "home"), join(folder, "tmp")];
    for (const made of [home, temporary]) mkdirSync(made);
    const result = await resultOf([path, ...declared.args], { home, temporary, ...printing });
    // What was ended because of something else did not fail.
    throwIfInterrupted(env);
    const text = { app, ...declared };
    if (result instanceof Error) throw unfit(text, { found: `it does not start: ${result.message}` });
    const { stdout, stderr } = result;
    const ended = endProblem(result);
    if (ended !== undefined) throw unfit(text, { found: ended, stderr });
    const places = [folder, ...placesOf(printing)];
    const found = textProblem(stdout, { kind: declared.kind, places, machine: hostname() });
    if (found !== undefined) throw unfit(text, { found, stderr });
    return stdout;
  });
}

/** Paths that are other ones on another machine. */
function placesOf({ root, env }: Printing): readonly string[] {
  const homes = [homedir(), systemHome()].filter((home) => dirname(home) !== home);
  return [
    env.dist,
    realpathSync(env.dist),
    ...tracesOf(root),
    ...homes.flatMap((home) => [...tracesOf(home), join(home, sep)]),
  ];
}

/** The user's home as the system knows it, whatever HOME says. */
function systemHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    // In containers there may be no such user.
    return homedir();
  }
}

async function resultOf(
  command: readonly string[],
  options: Printing & { readonly home: string; readonly temporary: string },
): Promise<ProcessResult | Error> {
  const { home, temporary, dateSeconds, env } = options;
  const variables = cleanVariables(env.variables, { home, temporary });
  const path = process.platform === "win32" ? {} : { PATH: SYSTEM_PATH };
  try {
    return await runProcess({
      command,
      cwd: home,
      env: { ...variables, ...path, SOURCE_DATE_EPOCH: String(dateSeconds), TZ: "UTC", NO_COLOR: "1" },
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
  text: DeclaredText & { readonly app: string },
  { found, stderr = "" }: { readonly found: string; readonly stderr?: string },
): Fault {
  const { app, kind, args } = text;
  const what = kind === "man" ? `the man page of "${app}"` : `the completions of "${app}" for ${kind}`;
  const said = saidLines(stderr).map((line) => `| ${line}`);
  return printedFault("text-unfit", {
    message: `Cannot accept ${what}, printed by "${[app, ...args].join(" ")}": ${found}`,
    details: said.length === 0 ? [] : ["it wrote to standard error:", ...said],
    hint: `Mend the app, or apps.${app}.${kind === "man" ? kind : `completions.${kind}`}`,
  });
}
