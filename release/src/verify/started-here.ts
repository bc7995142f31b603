/** Starts the release's executables for this machine, once everything about them is proven. */

import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import {
  eachJob,
  type Env,
  hostTarget,
  inTemporaryFolder,
  lastLines,
  type ProcessResult,
  runProcess,
  sha256File,
} from "@slipway/build";
import { Fault } from "@slipway/fault";
import { type RuntimeTargetId, runtimeTargetsOf } from "@slipway/targets";

import { executableTarget } from "./file-names.ts";
import { untrusted } from "./findings.ts";

/** Whether executables started here said their version, or why they did not. */
export type StartedHere = { readonly proven: boolean; readonly text: string };

export type StartOptions = {
  readonly version: string;
  /** What the signed list says, by name. */
  readonly digests: ReadonlyMap<string, string>;
  /** What people know the folder by. */
  readonly shown: string;
  readonly env: Env;
};

/** As long as a smoke run may take where nothing else is said. */
const START_TIMEOUT_MS = 30_000;
const OUTPUT_BYTES = 65_536;
const SHOWN_CHARACTERS = 80;

/**
 * Starts a copy of each bare executable for this machine with `--version`, in an empty folder, and looks for the version
 * in what it says. What an executable does is reported and never a fault: nobody promised a stranger `--version`.
 *
 * @throws Fault `release-untrusted` when a file changed since it was verified, `temporary-folder-unfit`, `interrupted`.
 */
export async function startHere(folder: string, options: StartOptions): Promise<StartedHere> {
  const host = await hostOrReason();
  if (typeof host !== "string") return { proven: false, text: host.reason };
  const files = [...options.digests.keys()].filter((file) => runsOn(host, file));
  if (files.length === 0) return { proven: false, text: `the release has no executable for ${host}` };
  const found = await eachJob({ ...options.env, concurrency: 1 }, "starting executables", {
    jobs: files,
    nameOf: (file) => file,
    run: async (file, env) => started(folder, { ...options, env, file }),
  });
  const wrong = found.flatMap(({ file, problem }) => (problem === undefined ? [] : [`${file}: ${problem}`]));
  if (wrong.length > 0) return { proven: false, text: wrong.join("; ") };
  return { proven: true, text: `${files.join(", ")}: started with --version, and that is what it says` };
}

async function hostOrReason(): Promise<RuntimeTargetId | { readonly reason: string }> {
  try {
    return await hostTarget();
  } catch (error) {
    if (error instanceof Fault) return { reason: error.message };
    throw error;
  }
}

function runsOn(host: RuntimeTargetId, file: string): boolean {
  const target = executableTarget(file);
  return target !== undefined && runtimeTargetsOf(target).includes(host);
}

type Started = { readonly file: string; readonly problem: string | undefined };

async function started(folder: string, options: StartOptions & { readonly file: string }): Promise<Started> {
  const { file, digests, version, shown, env } = options;
  return inTemporaryFolder(async (place) => {
    // A copy of its own: what is started is what was digested, whatever happens to the file meanwhile.
    const program = join(place, file);
    copyFileSync(join(folder, file), program);
    chmodSync(program, 0o755);
    if ((await sha256File(program)) !== digests.get(file))
      throw untrusted(shown, [{ file, text: "it was changed after it was verified" }]);
    const home = join(place, "home");
    mkdirSync(home);
    return { file, problem: versionProblem(await answerOf(program, { home, env }), version) };
  });
}

async function answerOf(
  program: string,
  { home, env }: { readonly home: string; readonly env: Env },
): Promise<ProcessResult | Error> {
  const { PATH, Path, SystemRoot } = env.variables;
  const given = Object.entries({ PATH, Path, SystemRoot }).filter(([, value]) => value !== undefined);
  const own = { HOME: home, USERPROFILE: home, TMPDIR: home, TEMP: home, TMP: home };
  try {
    return await runProcess({
      command: [program, "--version"],
      cwd: home,
      env: { ...Object.fromEntries(given), ...own },
      timeoutMs: START_TIMEOUT_MS,
      maxOutputBytes: OUTPUT_BYTES,
      signal: env.signal,
    });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function versionProblem(result: ProcessResult | Error, version: string): string | undefined {
  if (result instanceof Error) return `it cannot be started here: ${result.message}`;
  const { exitCode, signal, stdout, stderr, timedOut } = result;
  if (timedOut) return `it did not end within ${START_TIMEOUT_MS / 1000} s when started with --version`;
  if (signal !== null) return `it ended with ${signal} when started with --version`;
  if (exitCode !== 0) return `it ended with exit code ${exitCode ?? "none"} when started with --version`;
  const words = `${stdout}\n${stderr}`.split(/[\s,;:()"']+/u);
  if (words.some((word) => word === version || word === `v${version}`)) return undefined;
  const said = lastLines(stdout, 1).join("").slice(0, SHOWN_CHARACTERS);
  return `started with --version, it says ${JSON.stringify(said)}, wanted ${version}`;
}
