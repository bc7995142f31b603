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
import { isVersion } from "@slipway/manifest";
import { type RuntimeTargetId, runtimeTargetsOf } from "@slipway/targets";

import { executableTarget } from "./file-names.ts";
import { untrusted } from "./findings.ts";
import { SNAPSHOT_MARK } from "./trusted-list.ts";

/** Whether executables started here said their version, or why nothing was learnt. */
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
 * in what it says. Where there is none for this machine, the machine does not run it, or it says no version at all,
 * nothing is proven.
 *
 * @throws Fault `release-untrusted` when an executable was started and failed or says another version, or a file changed
 *   since it was verified; `temporary-folder-unfit`, `interrupted`.
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
  const wrong = found.flatMap(({ file, wrong: text }) => (text === undefined ? [] : [{ file, text }]));
  if (wrong.length > 0) throw untrusted(options.shown, wrong);
  const unfit = found.flatMap(({ file, unfit: text }) => (text === undefined ? [] : [`${file}: ${text}`]));
  if (unfit.length > 0) return { proven: false, text: unfit.join("; ") };
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

type Started = {
  readonly file: string;
  /** Why nothing was learnt: this machine does not run it, or it says no version. */
  readonly unfit?: string | undefined;
  /** What it did in place of saying its version. */
  readonly wrong?: string | undefined;
};

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
    const result = await answerOf(program, { home, env });
    if (result instanceof Error) return { file, unfit: `it cannot be started here: ${result.message}` };
    return { file, ...judged(result, version) };
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

/** What an executable's end and its output mean. */
function judged(result: ProcessResult, version: string): Pick<Started, "unfit" | "wrong"> {
  const { exitCode, signal, stdout, stderr, timedOut } = result;
  if (timedOut)
    return { wrong: `it did not end within ${START_TIMEOUT_MS / 1000} s when started with --version` };
  const end = signal ?? `exit code ${exitCode ?? "none"}`;
  const ended = `it ended with ${end} when started with --version`;
  // Nothing was run: its interpreter or libraries are missing, or the CPU lacks instructions.
  if (exitCode === 126 || exitCode === 127 || signal === "SIGILL") return { unfit: ended };
  if (signal !== null || exitCode !== 0) return { wrong: ended };
  const words = `${stdout}\n${stderr}`.split(/[\s,;:()"']+/u).map((word) => word.replace(/^v/u, ""));
  if (words.includes(version)) return {};
  const said = lastLines(stdout, 1).join("").slice(0, SHOWN_CHARACTERS);
  const text = `started with --version, it says ${JSON.stringify(said)}, wanted ${version}`;
  // Nobody promised a stranger that it says its version, nor that it knows of being a snapshot.
  const isOther = words.some((word) => isVersion(word) && !version.startsWith(`${word}${SNAPSHOT_MARK}`));
  return isOther ? { wrong: text } : { unfit: text };
}
