/** How each side is prepared and run. */

import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { SideName } from "./benchmarks.ts";
import { type ChattySideName, isChattySide, openChattySide } from "./chatty-sides.ts";
import { type DaemonSideName, isDaemonSide, openDaemonSide } from "./daemon-sides.ts";
import { COPY_CONFIG } from "./project-copy.ts";
import { publishAgainSide } from "./publish-again-side.ts";
import { runProgram, type Program } from "./run-program.ts";
import { COMPILE_SCRIPT, loopScripts, RELEASE_SCRIPT } from "./shell-loop.ts";
import type { Side } from "./side.ts";
import { curlSide, uploadSide } from "./upload-sides.ts";
import type { Workshop } from "./workshop.ts";

/** What is uploaded in some benchmarks: always as many files. */
const UPLOADS = { count: 8, smallBytes: 20_000_000, largeBytes: 100_000_000 } as const;

/** Each side that builds has a copy of the checkout of its own. */
export async function openSide(name: SideName, workshop: Workshop): Promise<Side> {
  if (isDaemonSide(name)) return openDaemonSide(name, workshop);
  if (isChattySide(name)) return openChattySide(name, workshop);
  const { count, smallBytes, largeBytes } = UPLOADS;
  switch (name) {
    case "upload-small":
      return uploadSide(workshop, { count, sizeBytes: smallBytes });
    case "upload-large":
      return uploadSide(workshop, { count, sizeBytes: largeBytes });
    case "curl-large":
      return curlSide(workshop, { count, sizeBytes: largeBytes });
    case "publish-again-github":
      return publishAgainSide(workshop, "github");
    case "publish-again-dir":
      return publishAgainSide(workshop, "dir");
    default:
      return buildSide(name, { project: await workshop.copy(name), workshop });
  }
}

type BuildSideName = Exclude<
  SideName,
  | DaemonSideName
  | ChattySideName
  | `upload-${string}`
  | `curl-${string}`
  | "publish-again-github"
  | "publish-again-dir"
>;

function buildSide(
  name: BuildSideName,
  { project, workshop }: { readonly project: string; readonly workshop: Workshop },
): Side {
  switch (name) {
    case "slipway-build":
      return { ...cold(project, workshop, ["build"]), archives: undefined };
    case "read-back":
      return readBack(project, workshop);
    case "compile":
      return stage(project, workshop, "compile");
    case "slipway-release":
      return cold(project, workshop, ["release", "--snapshot"]);
    case "slipway-release-again":
      return again(project, workshop);
    case "compile-loop":
      return { ...loop(project, workshop, COMPILE_SCRIPT), archives: undefined };
    case "release-loop":
      return loop(project, workshop, RELEASE_SCRIPT);
  }
}

/** Without `dist`, so without anything kept. */
function cold(project: string, workshop: Workshop, args: readonly string[]): Side {
  return {
    prepare: async () => remove(join(project, "dist")),
    program: toolkit(project, workshop, args),
    archives: join(project, "dist", "release"),
  };
}

/** After a release of other sources: each run changes one file of the first app. */
function again(project: string, workshop: Workshop): Side {
  const { env, plan } = workshop;
  const side = cold(project, workshop, ["release", "--snapshot"]);
  const entry = plan.build.jobs[0]?.app.entry ?? "";
  return {
    ...side,
    prepare: async (run) => {
      if (!existsSync(join(project, "dist"))) await runProgram(side.program, env);
      // A statement with an effect, so that it is still there after minifying.
      appendFileSync(join(project, entry), `\nReflect.set(globalThis, Symbol.for("bench"), ${run});\n`);
    },
  };
}

/** What is read back was compiled before, once. */
function readBack(project: string, workshop: Workshop): Side {
  return {
    ...stage(project, workshop, "read-back"),
    prepare: async () => {
      if (existsSync(join(project, "dist"))) return;
      await runProgram(stage(project, workshop, "compile-stamped").program, workshop.env);
    },
  };
}

function stage(project: string, { bun }: Workshop, name: string): Side {
  const program = join(project, "packages", "bench", "src", "programs", "main.ts");
  return {
    prepare: async () => remove(join(project, "dist")),
    program: { command: [bun, program, name], cwd: project },
    archives: undefined,
  };
}

function toolkit(project: string, { bun }: Workshop, args: readonly string[]): Program {
  return {
    command: [bun, join(project, "packages", "cli", "src", "main.ts"), ...args, "--config", COPY_CONFIG],
    cwd: project,
  };
}

function loop(project: string, workshop: Workshop, script: string): Side {
  const { plan, compiler, runtimeOf } = workshop;
  const scripts = `${project}.scripts`;
  const out = `${project}.out`;
  for (const [path, text] of loopScripts(plan, { scripts, out, compiler, runtimeOf })) {
    mkdirSync(dirname(join(scripts, path)), { recursive: true });
    writeFileSync(join(scripts, path), text);
  }
  return {
    prepare: async () => {
      remove(out);
      mkdirSync(out);
    },
    program: { command: ["sh", join(scripts, script)], cwd: project },
    archives: out,
  };
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
