/** What is asked of the compiling process: plain data, the same for every machine and folder. */

import { dirname, join, resolve } from "node:path";

import { TARGETS } from "@slipway/targets";

import { dateText, type Identity } from "../identity.ts";
import type { CompileJob } from "../plan.ts";

/** The options of `Bun.build` that Slipway sets (bun-types, `BuildConfig`). */
export type CompileRequest = {
  readonly entrypoints: readonly string[];
  readonly root: string;
  readonly format: "esm";
  readonly splitting: boolean;
  readonly bytecode: boolean;
  readonly minify: boolean;
  readonly sourcemap: "linked" | "none";
  readonly env: "disable";
  readonly metafile: true;
  readonly define: Readonly<Record<string, string>>;
  readonly external: readonly string[];
  readonly conditions: readonly string[];
  readonly allowUnresolved: readonly string[];
  readonly compile: {
    readonly target: string;
    readonly outfile: string;
    readonly executablePath: string;
    readonly execArgv: readonly string[];
    readonly assets: readonly string[];
    readonly autoloadDotenv: boolean;
    readonly autoloadBunfig: boolean;
    readonly autoloadTsconfig: boolean;
    readonly autoloadPackageJson: boolean;
  };
};

/** What the compiling process answers. */
export type CompileAnswer = {
  readonly messages: readonly CompileMessage[];
};

/** A source file that went into the payload. */
export type BundledInput = {
  /** Absolute path. */
  readonly path: string;
  /** How much of it is left after tree shaking and minifying. */
  readonly sizeBytes: number;
};

/** What the bundler made, as its metafile tells. */
export type Bundled = {
  /** The source files in the payload, by path; also those that code imports as files. */
  readonly inputs: readonly BundledInput[];
  /** The names of the modules it made, from the payload's root; none of what is embedded as it is. */
  readonly outputs: readonly string[];
};

/** Where code in the payload comes from, as a source map tells it (ECMA-426). */
export type BundledMap = {
  /** Absolute paths. */
  readonly sources: readonly string[];
  readonly mappings: string;
};

export type CompileMessage = {
  readonly level: string;
  readonly text: string;
  /** `file:line:column`, relative to the project; empty where there is none. */
  readonly place: string;
};

export type RequestOptions = {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute path of the runtime the payload is added to. */
  readonly runtime: string;
  readonly outfile: string;
  readonly identity: Identity;
};

/** The request for a job: safe defaults, and nothing that differs between two machines. */
export function compileRequest(job: CompileJob, options: RequestOptions): CompileRequest {
  const { app, target } = job;
  const { root, runtime, outfile, identity } = options;
  const entry = resolve(root, app.entry);
  return {
    entrypoints: [entry, ...app.workers.map((worker) => resolve(root, worker))],
    // Workers are found relative to the entry point, so its folder is the root of the payload.
    root: dirname(entry),
    format: "esm",
    splitting: true,
    bytecode: app.bytecode,
    minify: app.minify,
    sourcemap: app.sourcemap ? "linked" : "none",
    env: "disable",
    metafile: true,
    define: { ...fixedDefines(job), ...app.define, ...identityDefines(identity) },
    external: app.external,
    conditions: app.conditions,
    allowUnresolved: app.allowUnresolved,
    compile: {
      target: TARGETS[target].bun,
      outfile,
      executablePath: runtime,
      execArgv: app.execArgv,
      assets: app.assets.map((asset) => join(root, asset)),
      autoloadDotenv: app.autoload.dotenv ?? false,
      autoloadBunfig: app.autoload.bunfig,
      autoloadTsconfig: app.autoload.tsconfig,
      autoloadPackageJson: app.autoload.packageJson,
    },
  };
}

/**
 * In CommonJS modules the bundler replaces `__dirname` by the folder on the building machine. Here it is what
 * `import.meta.dir` is at run time, so that no path of that machine is inside and two checkouts agree.
 */
function fixedDefines(job: CompileJob): Readonly<Record<string, string>> {
  const { payloadRoot } = TARGETS[job.target];
  const separator = payloadRoot.includes("\\") ? "\\" : "/";
  return {
    "process.env.NODE_ENV": '"production"',
    __dirname: JSON.stringify(payloadRoot),
    __filename: JSON.stringify(`${payloadRoot}${separator}${job.executable}`),
  };
}

/** What any app reads to know which build it is; `slipway/app` does. */
function identityDefines({
  version,
  commit,
  dirty,
  dateSeconds,
}: Identity): Readonly<Record<string, string>> {
  return {
    "process.env.SLIPWAY_VERSION": JSON.stringify(version),
    "process.env.SLIPWAY_COMMIT": JSON.stringify(
      commit === undefined ? "" : `${commit}${dirty ? "-dirty" : ""}`,
    ),
    "process.env.SLIPWAY_DATE": JSON.stringify(dateText(dateSeconds)),
  };
}
