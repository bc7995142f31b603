/** The scripts a user would write instead: compile everything, pack it, list the digests; two at a time. */

import { type BuildJob, type CompileJob, jobName } from "@slipway/build";
import type { ReleasePlan } from "@slipway/release";
import type { RuntimeTargetId, TargetId } from "@slipway/targets";

import { compileCommand } from "./compile-command.ts";
import { commandLine, quote } from "./quote.ts";

export type LoopPlaces = {
  /** Where the scripts are. */
  readonly scripts: string;
  /** Where what they make goes. */
  readonly out: string;
  readonly compiler: string;
  readonly runtimeOf: (target: RuntimeTargetId) => string;
};

/** The scripts that are started by name; both are run in the project's folder. */
export const COMPILE_SCRIPT = "compile.sh";
export const RELEASE_SCRIPT = "release.sh";

const AT_ONCE = 2;

/** Every script's text by its path below `places.scripts`. */
export function loopScripts(plan: ReleasePlan, places: LoopPlaces): ReadonlyMap<string, string> {
  return new Map([
    ...plan.build.compiles.map(
      (job) => [scriptName("compile", job), compileScript(job, plan, places)] as const,
    ),
    ...joined(plan).map((job) => [scriptName("join", job), joinScript(job, plan, places)] as const),
    ...plan.archives.map(
      (archive) => [`pack/${archive.target}.sh`, packScript(archive, plan, places)] as const,
    ),
    [COMPILE_SCRIPT, script(executables(plan, places))],
    [
      RELEASE_SCRIPT,
      script([...executables(plan, places), everyScript("pack", places), ...sums(plan, places)]),
    ],
  ]);
}

/** Joins the slices of universal executables. */
export const JOIN_PROGRAM = "llvm-lipo-14" as const;

function executables(plan: ReleasePlan, places: LoopPlaces): readonly string[] {
  const join = joined(plan).length === 0 ? [] : [everyScript("join", places)];
  return [everyScript("compile", places), ...join];
}

/** The jobs whose executables are joined from several. */
export function joined(plan: ReleasePlan): readonly BuildJob[] {
  return plan.build.jobs.filter(({ compiledFor }) => compiledFor.length > 1);
}

function scriptName(folder: string, job: BuildJob | CompileJob): string {
  return `${folder}/${jobName(job).replace(" ", "-")}.sh`;
}

function script(lines: readonly string[]): string {
  return ["#!/bin/sh", "set -eu", ...lines, ""].join("\n");
}

function everyScript(folder: "compile" | "join" | "pack", { scripts }: LoopPlaces): string {
  const path = `${scripts}/${folder}`;
  return `ls ${quote(path)} | xargs -P ${AT_ONCE} -I {} sh ${quote(`${path}/{}`)}`;
}

function folderOf(target: TargetId, plan: ReleasePlan, places: LoopPlaces): string {
  return `${places.out}/${plan.archives.find((archive) => archive.target === target)?.root ?? target}`;
}

function joinScript(job: BuildJob, plan: ReleasePlan, places: LoopPlaces): string {
  const folder = folderOf(job.target, plan, places);
  const slices = job.compiledFor.map((target) => `${folderOf(target, plan, places)}/${job.executable}`);
  const command = [JOIN_PROGRAM, "-create", ...slices, "-output", `${folder}/${job.executable}`];
  return script([`mkdir -p ${quote(folder)}`, `exec ${commandLine(command)}`]);
}

function compileScript(job: CompileJob, plan: ReleasePlan, places: LoopPlaces): string {
  const folder = folderOf(job.target, plan, places);
  const command = compileCommand(job, {
    compiler: places.compiler,
    runtime: places.runtimeOf(job.target),
    outfile: `${folder}/${job.executable}`,
  });
  return script([`mkdir -p ${quote(folder)}`, `exec ${commandLine(command)}`]);
}

/** The loose source maps are not for users; the executables are published bare as well. */
function packScript(archive: ReleasePlan["archives"][number], plan: ReleasePlan, places: LoopPlaces): string {
  const { file, kind, root, target } = archive;
  const bare = plan.executables.filter((executable) => executable.target === target);
  const folder = `${places.out}/${root}`;
  return script([
    ...archive.documents.map((document) => commandLine(["cp", document, folder])),
    `cd ${quote(places.out)}`,
    `rm -f ${quote(root)}/*.map`,
    ...bare.map((executable) =>
      commandLine(["ln", `${root}/${executable.from.split("/").at(-1)}`, executable.file]),
    ),
    kind === "zip"
      ? commandLine(["zip", "-9", "-q", "-r", file, root])
      : `${commandLine(["tar", "-cf", "-", root])} | gzip -9 > ${quote(file)}`,
  ]);
}

function sums(plan: ReleasePlan, { out }: LoopPlaces): readonly string[] {
  const files = [...plan.executables, ...plan.archives].map(({ file }) => file).toSorted();
  return [
    `cd ${quote(out)}`,
    `printf '%s\\n' ${commandLine(files)} | xargs -P ${AT_ONCE} -n 1 sha256sum > checksums.txt`,
    "sort -k 2 -o checksums.txt checksums.txt",
  ];
}
