/** Finds files that the code names by a literal path and that are not in the executable. */

import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, join, resolve } from "node:path";

import type { BundledMap } from "../compile/request.ts";
import { type CompileJob, jobName } from "../plan.ts";
import { declaredFault } from "./faults.ts";
import { keptCodeOf } from "./kept-code.ts";
import { mayBeMissing } from "./may-be-missing.ts";
import { payloadFilesOf } from "./payload-files.ts";
import type { Reference } from "./references.ts";
import { isInFolder, shownPath } from "./shown-path.ts";
import { isCodeFile, readSourceFacts } from "./source-facts.ts";

export type DeclaredOptions = {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute paths of the sources in the payload. */
  readonly inputs: readonly string[];
  /** Where the code in the payload comes from. */
  readonly maps: readonly BundledMap[];
};

/** A file that will be missing at run time. */
type Missing = {
  readonly source: string;
  readonly line: number;
  readonly reference: Reference;
  /** Absolute path of the file beside the source. */
  readonly file: string;
  /** Where it is looked for at run time, from the payload's root. */
  readonly place: string;
};

/** What is found behind a name without one. */
const ENDINGS = ["", ".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".json", ".node", "/index.js"];

/**
 * Checks that every file the bundled sources name by a literal path, and which is there beside them, is declared as a
 * worker or an asset. A path that `apps.<name>.allowUnresolved` has a glob for may stay outside.
 *
 * @throws Fault `undeclared-file` with every place and what to write where.
 */
export function checkFilesDeclared(job: CompileJob, options: DeclaredOptions): void {
  const candidates = options.inputs.flatMap((source) => missingOf(job, source, options.root));
  const missing = candidates.length === 0 ? [] : stillNamed(candidates, options.maps);
  if (missing.length === 0) return;
  const places = missing.length === 1 ? "1 place" : `${missing.length} places`;
  const [first] = missing.map(({ file }) => shownPath(options.root, file));
  throw declaredFault("undeclared-file", {
    message: `Cannot accept ${jobName(job)}: its code names files that are not in the executable, in ${places}`,
    details: missing.map((one) => `${placeOf(one, options.root)}: ${advice(job, one, options.root)}`),
    hint: `Do what the lines say; what may be missing goes into apps.${job.app.name}.allowUnresolved, e.g. ["${first}"]`,
  });
}

function missingOf(job: CompileJob, source: string, root: string): readonly Missing[] {
  const payload = payloadFilesOf(job.app, root);
  return readSourceFacts(source).references.flatMap(({ line, ...reference }) => {
    const file = fileOf(source, reference, root);
    if (file === undefined) return [];
    const place = payload.placeOf(source, reference.path);
    const embeds = reference.use === "worker" || reference.use === "file";
    if (embeds && payload.has(place)) return [];
    const names = [shownPath(root, file), reference.path, ...reference.literals];
    if (mayBeMissing(job.app, names)) return [];
    return [{ source, line, reference, file, place }];
  });
}

/** The file a reference means: beside its source; a worker's path may also start at the project's folder. */
function fileOf(source: string, reference: Reference, root: string): string | undefined {
  const [literal = ""] = reference.literals;
  if (reference.use === "required" && !literal.startsWith(".")) return packageOf(source, literal);
  const folders = reference.use === "worker" ? [dirname(source), root] : [dirname(source)];
  const endings = reference.use === "file" ? [""] : ENDINGS;
  return folders
    .flatMap((folder) => endings.map((ending) => resolve(folder, reference.path) + ending))
    .find((path) => existsSync(path));
}

/** The folder of a package as a source finds it; undefined where it is not installed, or the runtime has it inside. */
function packageOf(source: string, specifier: string): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let folder = dirname(source); folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(found)) return found;
  }
  return undefined;
}

/** Without those in code that was left out of the payload, as what nobody calls is. */
function stillNamed(candidates: readonly Missing[], maps: readonly BundledMap[]): readonly Missing[] {
  const isKept = keptCodeOf(maps);
  return candidates.filter(({ source, reference }) =>
    isKept({ path: source, text: readFileSync(source, "utf8") }, reference),
  );
}

function placeOf({ source, line }: Missing, root: string): string {
  return `${shownPath(root, source)}:${line}`;
}

/** What to do so that the file is found at run time. */
function advice(job: CompileJob, missing: Missing, root: string): string {
  const { reference, file, place } = missing;
  const app = `apps.${job.app.name}`;
  const shown = shownPath(root, file);
  const imported = `import it with { type: "file" }`;
  const entryFolder = dirname(resolve(root, job.app.entry));
  switch (reference.use) {
    case "required":
      return `requires "${shown}" through createRequire, which the bundler does not follow; import it, or call require itself`;
    case "resolved":
      return `resolves "${shown}" to its path on this machine; ${imported}`;
    case "worker":
      return `starts "${shown}": ${workerAdvice({ app, shown, missing, entryFolder })}`;
    case "file": {
      if (shown === "package.json")
        return `names "${shown}", which users do not have; take the version from "slipway/app", or import the file`;
      if (!isInFolder(root, file))
        return `names "${shown}", which lies outside the project; copy it into the project`;
      const embedded = place.startsWith("../")
        ? `${imported}, or move it below the folder of the source`
        : `add "${shownPath(root, assetOf(missing))}" to ${app}.assets`;
      const started = isCodeFile(file)
        ? `; if it is started as a worker, add it to ${app}.workers instead`
        : "";
      return `names "${shown}": ${embedded}${started}`;
    }
  }
}

/** A worker is found where it lies below the entry point's folder, from whatever source it is started. */
function workerAdvice(found: {
  readonly app: string;
  readonly shown: string;
  readonly missing: Missing;
  readonly entryFolder: string;
}): string {
  const { app, shown, missing, entryFolder } = found;
  const { file, reference, source, place } = missing;
  const isBelow = isInFolder(entryFolder, file);
  const add = isBelow
    ? `add it to ${app}.workers`
    : `move it below the entry point's folder and add it to ${app}.workers`;
  const isMeant = (path: string): boolean => path === file || path === file.slice(0, -extname(file).length);
  if (!isMeant(resolve(dirname(source), reference.path)))
    return `${add} ("${shown}"), and name it from its source: new URL("./…", import.meta.url)`;
  if (!isBelow || isMeant(join(entryFolder, place))) return add;
  return `${add}, and start it in a source beside the entry point: there all code is joined`;
}

/** What to embed so that the file is found where the code looks: the first part of that place, with all in it. */
function assetOf({ file, place }: Missing): string {
  const deeper = place.split("/").length - 1;
  return resolve(file, ...Array.from({ length: deeper }, () => ".."));
}
