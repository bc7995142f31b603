/** The `bun build --compile` command that makes what Slipway makes of a job. */

import { dirname } from "node:path";

import type { CompileJob } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

export type CompilePlaces = {
  /** The Bun that compiles: the pinned runtime of this machine. */
  readonly compiler: string;
  /** The runtime of the job's target. */
  readonly runtime: string;
  readonly outfile: string;
};

/** To be run in the project's folder. The options are the job's, as Slipway sets them. */
export function compileCommand(job: CompileJob, places: CompilePlaces): readonly string[] {
  const { app, target } = job;
  return [
    places.compiler,
    "build",
    "--compile",
    "--format=esm",
    "--splitting",
    ...(app.minify ? ["--minify"] : []),
    ...(app.bytecode ? ["--bytecode"] : []),
    ...(app.sourcemap ? ["--sourcemap=linked"] : []),
    "--env=disable",
    `--root=${dirname(app.entry)}`,
    ...Object.entries({ "process.env.NODE_ENV": '"production"', ...app.define }).flatMap(([name, value]) => [
      "--define",
      `${name}=${value}`,
    ]),
    ...app.external.map((name) => `--external=${name}`),
    ...app.conditions.map((condition) => `--conditions=${condition}`),
    ...app.assets.map((asset) => `--asset=${asset}`),
    ...(app.allowUnresolved.length === 0 ? ["--reject-unresolved"] : []),
    ...app.allowUnresolved.map((glob) => `--allow-unresolved=${glob}`),
    ...(app.execArgv.length === 0 ? [] : [`--compile-exec-argv=${app.execArgv.join(" ")}`]),
    ...autoloadFlags(app.autoload),
    `--target=${TARGETS[target].bun}`,
    `--compile-executable-path=${places.runtime}`,
    `--outfile=${places.outfile}`,
    app.entry,
    ...app.workers,
  ];
}

function autoloadFlags(autoload: CompileJob["app"]["autoload"]): readonly string[] {
  const switches = {
    dotenv: autoload.dotenv ?? false,
    bunfig: autoload.bunfig,
    tsconfig: autoload.tsconfig,
    "package-json": autoload.packageJson,
  };
  return Object.entries(switches).map(([name, isOn]) => `--${isOn ? "" : "no-"}compile-autoload-${name}`);
}
