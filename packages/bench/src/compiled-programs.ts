/** Programs that sides measure, compiled as the configuration says it of an app; each once. */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { CompileJob } from "@slipway/build";

import { compileCommand } from "./compile-command.ts";
import { benchFault } from "./faults.ts";
import { runProgram } from "./run-program.ts";
import type { Side } from "./side.ts";
import type { Workshop } from "./workshop.ts";

/** A side that runs `bun <args>` in the checkout. */
export function bunSide({ bun, root }: Workshop, args: readonly string[]): Side {
  return { prepare: async () => {}, program: { command: [bun, ...args], cwd: root }, archives: undefined };
}

/** This machine's job of the app with an entry, relative to the checkout. */
export function jobOf({ plan, host }: Workshop, entry: string): CompileJob {
  const found = plan.build.jobs.find(({ app, target }) => app.entry === entry && target === host);
  if (found !== undefined) return { ...found, target: host };
  throw benchFault("nothing-to-measure", {
    message: `Cannot measure "${entry}": the configuration has no app with that entry for ${host}`,
    hint: "Measure a checkout that has one, or name other benchmarks",
  });
}

export type CompileChanges = Partial<Pick<CompileJob["app"], "bytecode" | "sourcemap">>;

type Compiling = { readonly name: string; readonly job: CompileJob; readonly changes?: CompileChanges };

/** The executable of a job; names tell them apart. */
export async function compiledApp(
  { folder, root, compiler, runtimeOf, host, env }: Workshop,
  { name, job, changes }: Compiling,
): Promise<string> {
  const outfile = join(folder, "programs", name);
  if (!existsSync(outfile)) {
    const changed = { ...job, app: { ...job.app, ...changes } };
    const command = compileCommand(changed, { compiler, runtime: runtimeOf(host), outfile });
    await runProgram({ command, cwd: root, variables: { BUN_BE_BUN: "1" } }, env);
  }
  return outfile;
}

type EntryCompiling = Compiling & { readonly entry: string };

/** Another entry, compiled as the app of the job is. */
export async function compiledEntry(workshop: Workshop, options: EntryCompiling): Promise<string> {
  const { name, entry, changes = {} } = options;
  const app = { ...options.job.app, entry, assets: [], workers: [] };
  return compiledApp(workshop, { name, job: { ...options.job, app }, changes });
}

type TextCompiling = Compiling & { readonly text: string };

/** A program of a few lines, compiled as the app of the job is. */
export async function compiledText(workshop: Workshop, options: TextCompiling): Promise<string> {
  const folder = join(workshop.folder, "sources");
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, `${options.name}.ts`);
  writeFileSync(entry, options.text);
  return compiledEntry(workshop, { ...options, entry });
}
