/**
 * Finds the places in a source that name a file beside it by a literal path: what a bundler does not follow, and what
 * is therefore missing at run time unless it is embedded.
 */

import { posix } from "node:path";

import { baseAt, type Constants, constantsIn, type Found, joinAt } from "./bases.ts";
import { literalAt, relativeAt, spells, textAt } from "./token-text.ts";
import type { Token } from "./tokens.ts";

export type Reference = {
  /**
   * From the source's folder, with "/" and without "." parts, e.g. `data/x.txt` or `../x.txt`; the name of a package
   * where that is `required`.
   */
  readonly path: string;
  /**
   * What it is for: `worker` where it is started as one, `required` where a made-up `require` loads it, `resolved`
   * where the bundler puts its own answer in.
   */
  readonly use: "worker" | "file" | "required" | "resolved";
  /** Where it starts in the source, and where what follows it does, in UTF-16 units. */
  readonly at: number;
  readonly end: number;
  /** The literals it is made of, as they were found. */
  readonly literals: readonly string[];
};

/** Every reference in the tokens of one source, in their order. */
export function referencesIn(tokens: readonly Token[]): readonly Reference[] {
  const constants = constantsIn(tokens);
  const found: Reference[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const reference = referenceAt(tokens, index, constants);
    const path = reference === undefined ? "" : posix.normalize(reference.path).replace(/\/$/u, "");
    // "." and ".." are folders to start from, not files that are read.
    if (reference === undefined || /^[./]*$/u.test(path) || path.includes("\0")) continue;
    const { use, literals } = reference;
    const [at = 0, end = Infinity] = [tokens[index]?.at, tokens[reference.end]?.at];
    found.push({ path, use, at, end, literals });
  }
  return found;
}

type Named = Found<Pick<Reference, "path" | "use" | "literals">>;

function referenceAt(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  if (!mayStart(tokens, index, constants) || textAt(tokens, index - 1) === ".") return undefined;
  return (
    newUrl(tokens, index, constants) ??
    newWorker(tokens, index) ??
    requiredAt(tokens, index, constants) ??
    resolvedAt(tokens, index) ??
    joinedAt(tokens, index, constants) ??
    addedAt(tokens, index, constants) ??
    templateAt(tokens, index, constants)
  );
}

/** What a reference starts with, before anything is looked at closely: nearly all tokens are none. */
const STARTS = new Set(["new", "import", "require"]);
const CALLED = new Set(["join", "resolve", "dirname", "fileURLToPath", "createRequire"]);

function mayStart(tokens: readonly Token[], index: number, constants: Constants): boolean {
  const token = tokens[index];
  if (token === undefined || token.kind === "template") return token?.edge === "first";
  if (token.kind !== "name") return false;
  if (STARTS.has(token.text) || CALLED.has(token.text) || constants.get(token.text) !== undefined)
    return true;
  return CALLED.has(tokens[index + 2]?.text ?? "") && textAt(tokens, index + 1) === ".";
}

/** `new URL("./x", import.meta.url)`, alone or inside `new Worker(…)`. */
function newUrl(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  if (!spells(tokens, index, ["new", "URL", "("])) return undefined;
  const literal = relativeAt(tokens, index + 3);
  if (literal === undefined || textAt(tokens, index + 4) !== ",") return undefined;
  const base = baseAt(tokens, index + 5, constants);
  if (base?.kind !== "url") return undefined;
  const isWorker = textAt(tokens, index - 1) === "(" && textAt(tokens, index - 2) === "Worker";
  const [path = ""] = literal.split(/[?#]/u);
  return { path: decoded(path), use: isWorker ? "worker" : "file", literals: [literal], end: base.end };
}

/** `new Worker("./x")`. */
function newWorker(tokens: readonly Token[], index: number): Named | undefined {
  const start = textAt(tokens, index + 2) === "." ? index + 2 : index;
  if (textAt(tokens, index) !== "new" || textAt(tokens, start + 1) !== "Worker") return undefined;
  if (textAt(tokens, start + 2) !== "(") return undefined;
  const literal = relativeAt(tokens, start + 3);
  if (literal === undefined || !literal.startsWith(".")) return undefined;
  return { path: literal, use: "worker", literals: [literal], end: start + 4 };
}

/** `require("./x")`, `require("package")` or `require.resolve(…)` of what `createRequire(import.meta.url)` made. */
function requiredAt(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  const base = baseAt(tokens, index, constants);
  if (base?.kind !== "require") return undefined;
  const open = spells(tokens, base.end, [".", "resolve"]) ? base.end + 2 : base.end;
  const literal = textAt(tokens, open) === "(" ? relativeAt(tokens, open + 1) : undefined;
  if (literal === undefined) return undefined;
  return { path: literal, use: "required", literals: [literal], end: open + 2 };
}

/** `require.resolve("./x")`, which becomes the path on the building machine, and `import.meta.resolve("./x")`. */
function resolvedAt(tokens: readonly Token[], index: number): Named | undefined {
  const isRequire = spells(tokens, index, ["require", ".", "resolve", "("]);
  const isImport = spells(tokens, index, ["import", ".", "meta", ".", "resolve", "("]);
  if (!isRequire && !isImport) return undefined;
  const at = index + (isRequire ? 4 : 6);
  const literal = relativeAt(tokens, at);
  if (literal === undefined || !literal.startsWith(".")) return undefined;
  return { path: literal, use: isRequire ? "resolved" : "file", literals: [literal], end: at + 1 };
}

/** `join(import.meta.dir, "x", "y")`, also `path.join` and `resolve`. */
function joinedAt(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  const joined = joinAt(tokens, index, constants);
  if (joined === undefined || joined.literals.length === 0) return undefined;
  return { ...joined, use: "file" };
}

/** `import.meta.dir + "/x"`. */
function addedAt(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  const base = baseAt(tokens, index, constants);
  if (base?.kind !== "folder" || textAt(tokens, base.end) !== "+") return undefined;
  const literal = literalAt(tokens, base.end + 1);
  if (literal === undefined || !/^[/\\]/u.test(literal) || textAt(tokens, base.end + 2) === "+")
    return undefined;
  return { path: `${base.path}/${literal}`, use: "file", literals: [literal], end: base.end + 2 };
}

/** `${import.meta.dir}/x` in a template of nothing else. */
function templateAt(tokens: readonly Token[], index: number, constants: Constants): Named | undefined {
  const start = tokens[index];
  if (start?.kind !== "template" || start.edge !== "first" || start.text !== "") return undefined;
  const base = baseAt(tokens, index + 1, constants);
  const last = base === undefined ? undefined : tokens[base.end];
  if (base?.kind !== "folder" || last?.kind !== "template" || last.edge !== "last") return undefined;
  if (!/^[/\\]/u.test(last.text)) return undefined;
  return { path: `${base.path}/${last.text}`, use: "file", literals: [last.text], end: base.end + 1 };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // No escape after all; as a name it may exist as it is.
    return path;
  }
}
