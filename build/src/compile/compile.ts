/** Step: one executable, compiled by the pinned runtime of this machine in a folder of its own. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import type { Identity } from "../identity.ts";
import { type CompileJob, jobName } from "../plan.ts";
import { lastLines, runProcess } from "../run-process.ts";
import type { Runtime } from "../runtimes/bring.ts";
import {
  type Bundled,
  type BundledMap,
  type CompileAnswer,
  type CompileMessage,
  compileRequest,
} from "./request.ts";

export type CompileOptions = {
  /** Absolute path of the project. */
  readonly root: string;
  /** The target's runtime, which the payload is added to. */
  readonly runtime: Runtime;
  /** This machine's runtime, which compiles. */
  readonly compiler: Runtime;
  readonly identity: Identity;
  readonly env: Env;
};

export type Compiled = Bundled & {
  /** Absolute path of the executable, in the work folder. */
  readonly path: string;
  /** Of all modules together, whether maps are embedded or not. */
  readonly maps: readonly BundledMap[];
};

const COMPILE_TIMEOUT_MS = 5 * 60_000;
const WORKER = join(import.meta.dirname, "worker.ts");
/** What the worker writes beside the executable. */
const BUNDLED_FILE = ".bundled.json";
/** A compiler that outlives a killed Slipway would write into the folder of the next build. */
const COMPILER_FLAGS = ["--no-install", "--no-env-file", "--no-orphans"];
/** What the bundler says when it cannot write; the reason is on its standard error only (Bun 1.4.4). */
const NOT_WRITTEN = "failed to write compiled executable";

/**
 * Compiles a job. The work folder is three levels below the
 * project on every machine, since the bundler writes source paths relative to it; it holds no configuration and no
 * runtime that could be picked up.
 *
 * @throws Fault `compile-failed` with every message of the bundler, `compile-crashed`.
 */
export async function compileExecutable(job: CompileJob, options: CompileOptions): Promise<Compiled> {
  const folder = workFolder(options.env, `${job.app.name}.${job.target}`);
  const path = join(folder, job.executable);
  const { answer, log } = await askCompiler(job, { ...options, folder, outfile: path });
  const errors = answer.messages.filter((message) => message.level === "error");
  if (errors.some((error) => error.text.startsWith(NOT_WRITTEN))) throw writeFault(job, { path, log });
  if (errors.length > 0) throw compileFault(job, errors);
  if (!existsSync(path)) {
    throw buildFault("compile-crashed", {
      message: `Cannot compile ${jobName(job)}: the compiler reported success and wrote no executable`,
      hint: "Check the free space of the disk and run the command again",
    });
  }
  const bundled: Omit<Compiled, "path"> = JSON.parse(readFileSync(join(folder, BUNDLED_FILE), "utf8"));
  removeOthers(folder, job.executable);
  return { ...bundled, path };
}

async function askCompiler(
  job: CompileJob,
  options: CompileOptions & { readonly folder: string; readonly outfile: string },
): Promise<{ readonly answer: CompileAnswer; readonly log: string }> {
  const { root, folder, env } = options;
  const build = compileRequest(job, { ...options, runtime: options.runtime.file });
  const result = await runProcess({
    command: [options.compiler.file, ...COMPILER_FLAGS, WORKER],
    cwd: folder,
    env: compilerVariables(env, folder),
    stdin: JSON.stringify({ base: root, build }),
    timeoutMs: COMPILE_TIMEOUT_MS,
    signal: env.signal,
  });
  const answer = result.exitCode === 0 ? parseAnswer(result.stdout) : undefined;
  if (answer !== undefined) return { answer, log: result.stderr };
  throw buildFault("compile-crashed", {
    message: result.timedOut
      ? `Cannot compile ${jobName(job)}: the compiler did not end within ${COMPILE_TIMEOUT_MS / 1000} s`
      : `Cannot compile ${jobName(job)}: the compiler ended with ${result.signal ?? result.exitCode}`,
    details: lastLines(result.stderr),
    hint: "Check the free memory and disk space and run the command again",
  });
}

/** Nothing of the user's environment decides what comes out; home and cache are the job's own, empty folder. */
function compilerVariables(env: Env, folder: string): Readonly<Record<string, string | undefined>> {
  const home = join(folder, ".home");
  mkdirSync(home, { recursive: true });
  const kept = ["SystemRoot", "SYSTEMROOT", "windir", ...clockVariables(env)];
  return {
    ...Object.fromEntries(
      kept.flatMap((name) => (env.variables[name] === undefined ? [] : [[name, env.variables[name]]])),
    ),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
    BUN_INSTALL_CACHE_DIR: home,
    BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
    NO_COLOR: "1",
    TZ: "UTC",
    LC_ALL: "C.UTF-8",
  };
}

/** Another clock, by libfaketime, is the compiler's too: a macro that reads it must show when a release is repeated. */
function clockVariables(env: Env): readonly string[] {
  if (env.variables["FAKETIME"] === undefined) return [];
  return ["LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC", "NO_FAKE_STAT"];
}

function parseAnswer(text: string): CompileAnswer | undefined {
  try {
    const answer: CompileAnswer = JSON.parse(text);
    return answer;
  } catch {
    // A crash may cut the answer; the caller tells it by the exit code and the last lines.
    return undefined;
  }
}

/** A full disk is no mistake in the source: the operating system's own reason decides what is said. */
function writeFault(job: CompileJob, found: { readonly path: string; readonly log: string }): unknown {
  const code = /\b(E[A-Z]{3,}): /u.exec(found.log)?.[1];
  const cause = Object.assign(new Error(found.log), { code, syscall: "write", path: found.path });
  return (
    fileFaultOf(cause) ??
    buildFault("compile-crashed", {
      message: `Cannot compile ${jobName(job)}: the executable cannot be written`,
      details: lastLines(found.log),
      hint: "Check the free space of the disk and run the command again",
    })
  );
}

function compileFault(job: CompileJob, errors: readonly CompileMessage[]): unknown {
  const unresolved = errors.some((error) => error.text.includes("will not be bundled"));
  return buildFault("compile-failed", {
    message: `Cannot compile ${jobName(job)}: ${errors.length === 1 ? "1 error" : `${errors.length} errors`}`,
    details: errors.map((error) => (error.place === "" ? error.text : `${error.place}: ${error.text}`)),
    hint: unresolved
      ? `Import it by a literal name, or list what may stay unresolved in apps.${job.app.name}.allowUnresolved: a glob, or "" for a name that nobody can know`
      : "Mend the source and run the command again",
  });
}

/** Source maps are embedded; the loose copies beside the executable are not wanted. */
function removeOthers(folder: string, keep: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== keep) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
