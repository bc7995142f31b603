/**
 * Runs in a process of the pinned host runtime: reads a `CompileRequest` from standard input, compiles, writes a
 * `CompileAnswer` to standard output. Imports types only: it is started from the job's own folder.
 */

import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";

import type { Bundled, BundledInput, BundledMap, CompileAnswer, CompileMessage } from "./request.ts";

/** Read by the step that started this process; an answer on standard output is bounded, this is not. */
const BUNDLED_FILE = ".bundled.json";

// The types of 1.4.4 lack some targets; the request was checked where it was made.
const request: { readonly base: string; readonly build: Bun.BuildConfig } = JSON.parse(
  await Bun.stdin.text(),
);
await Bun.write(Bun.stdout, JSON.stringify(await compile(request.build)));

async function compile(build: Bun.BuildConfig): Promise<CompileAnswer> {
  try {
    const output = await Bun.build(build);
    if (output.metafile !== undefined) {
      const maps = await mapsOf(build, output.outputs);
      await Bun.write(BUNDLED_FILE, JSON.stringify({ ...bundledOf(output.metafile), maps }));
    }
    const failed = output.success ? [] : [{ level: "error", text: "the bundler gave no reason", place: "" }];
    const messages = output.logs.map(messageOf);
    return { messages: messages.length > 0 ? messages : failed };
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    return { messages: errors.map(messageOf) };
  }
}

/** Where the executable is to have no source maps, they are made apart from it, of the same code. */
async function mapsOf(
  build: Bun.BuildConfig,
  outputs: readonly Bun.BuildArtifact[],
): Promise<readonly BundledMap[]> {
  const apart: Bun.BuildConfig = { ...build, compile: false, bytecode: false, sourcemap: "external" };
  const all = build.sourcemap === "none" ? (await Bun.build({ ...apart, target: "bun" })).outputs : outputs;
  return Promise.all(
    all.filter(({ kind }) => kind === "sourcemap").map(async (map) => mapOf(JSON.parse(await map.text()))),
  );
}

function mapOf({ sources, mappings }: BundledMap): BundledMap {
  return { sources: sources.map((source) => resolve(source)), mappings };
}

function bundledOf(metafile: Bun.BuildMetafile): Bundled {
  const outputs = Object.keys(metafile.outputs).map((name) => name.replace(/^\.\//u, ""));
  return { inputs: inputsOf(metafile), outputs: outputs.toSorted() };
}

/** What of each source file is in the payload; files of which nothing is left are not listed. */
function inputsOf(metafile: Bun.BuildMetafile): readonly BundledInput[] {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of inputs) {
    const absolute = resolve(path);
    sizes.set(absolute, (sizes.get(absolute) ?? 0) + bytesInOutput);
  }
  return [...sizes]
    .map(([path, sizeBytes]) => ({ path, sizeBytes }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function messageOf(message: unknown): CompileMessage {
  if (message instanceof BuildMessage || message instanceof ResolveMessage) {
    return { level: message.level, text: withoutSteps(message.message), place: placeOf(message.position) };
  }
  return { level: "error", text: message instanceof Error ? message.message : String(message), place: "" };
}

/** In its texts the bundler names files from the folder it runs in; people read them from the project's. */
function withoutSteps(text: string): string {
  return text.replaceAll(/"((?:\.\.\/)+[^"]+)"/gu, (quoted, path: string) =>
    existsSync(path) ? `"${relative(request.base, resolve(path))}"` : quoted,
  );
}

function placeOf(position: BuildMessage["position"]): string {
  if (position === null || position.file === "") return "";
  const file = position.file.startsWith(request.base)
    ? position.file.slice(request.base.length + 1)
    : position.file;
  return `${file}:${position.line}:${position.column}`;
}
