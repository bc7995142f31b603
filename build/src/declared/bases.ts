/** Reads the expressions that say where a source itself is: its folder, its path, its URL. */

import { callAt, endsExpression, isElsewhere, literalAt, spells, takenApart, textAt } from "./token-text.ts";
import type { Token } from "./tokens.ts";

/** What an expression says of the source it is in: `import.meta.dir`, or `here` where that was set to it. */
export type Base = {
  readonly kind: "folder" | "file" | "url" | "require";
  /** Of a folder, from the source's own; of the others always ".". */
  readonly path: string;
};

export type Found<Value> = Value & {
  /** The index of the token behind it. */
  readonly end: number;
};

export type Constants = ReadonlyMap<string, Base | undefined>;

/** What CommonJS gives; modules set names like these themselves. */
const COMMON_JS: Readonly<Record<string, Base>> = {
  __dirname: { kind: "folder", path: "." },
  __filename: { kind: "file", path: "." },
};

/** What names stand for that are set once to a folder beside the source; `undefined` for those set to anything else. */
export function constantsIn(tokens: readonly Token[]): Constants {
  const constants = new Map<string, Base | undefined>(Object.entries(COMMON_JS));
  for (let index = 0; index < tokens.length; index++) {
    for (const [name, base] of setAt(tokens, index, constants)) {
      // Of one name with two values nobody knows here which is meant.
      const isTaken = constants.has(name) && !Object.hasOwn(COMMON_JS, name);
      constants.set(name, isTaken ? undefined : base);
    }
  }
  return constants;
}

/** The names that are set by `const here = import.meta.dir`, or by `{ dir: here } = import.meta`. */
function setAt(
  tokens: readonly Token[],
  index: number,
  constants: Constants,
): readonly (readonly [string, Base | undefined])[] {
  if (spells(tokens, index, ["=", "import", ".", "meta"]) && endsExpression(tokens[index + 4])) {
    return takenApart(tokens, index - 1).flatMap(({ key, local }) =>
      local === undefined ? [] : [[local, Object.hasOwn(META, key) ? META[key] : undefined] as const],
    );
  }
  const name = tokens[index + 1];
  if (name?.kind !== "name" || !/^(?:const|let|var)$/u.test(textAt(tokens, index))) return [];
  if (textAt(tokens, index + 2) !== "=") return [];
  const base = baseAt(tokens, index + 3, constants);
  return [[name.text, base !== undefined && endsExpression(tokens[base.end]) ? base : undefined]];
}

/** What an expression of one of the usual forms says: a folder, the file, its URL, or a `require` that starts there. */
export function baseAt(
  tokens: readonly Token[],
  index: number,
  constants: Constants,
): Found<Base> | undefined {
  return unjoinedAt(tokens, index, constants) ?? joinAt(tokens, index, constants);
}

function unjoinedAt(tokens: readonly Token[], index: number, constants: Constants): Found<Base> | undefined {
  return (
    namedAt(tokens, index, constants) ??
    requireAt(tokens, index, constants) ??
    folderOfAt(tokens, index, constants) ??
    pathOfUrlAt(tokens, index, constants)
  );
}

const META: Readonly<Record<string, Base>> = {
  dir: { kind: "folder", path: "." },
  dirname: { kind: "folder", path: "." },
  path: { kind: "file", path: "." },
  filename: { kind: "file", path: "." },
  url: { kind: "url", path: "." },
};

/** `import.meta.dir` and its like, or a name that was set to one. */
function namedAt(tokens: readonly Token[], index: number, constants: Constants): Found<Base> | undefined {
  const isMeta = spells(tokens, index, ["import", ".", "meta", "."]);
  const name = textAt(tokens, isMeta ? index + 4 : index);
  if (isMeta) return Object.hasOwn(META, name) ? found(META[name], index + 5) : undefined;
  return tokens[index]?.kind === "name" ? found(constants.get(name), index + 1) : undefined;
}

/** `createRequire(import.meta.url)`, also of the file's path. */
function requireAt(tokens: readonly Token[], index: number, constants: Constants): Found<Base> | undefined {
  const open = callAt(tokens, index, /^createRequire$/u);
  const inner = open === undefined ? undefined : namedAt(tokens, open + 1, constants);
  if (inner === undefined || inner.kind === "folder" || textAt(tokens, inner.end) !== ")") return undefined;
  return { kind: "require", path: ".", end: inner.end + 1 };
}

/** How often `dirname` is found inside itself; more is no code that anybody writes. */
const MAX_NESTED = 8;

/** `dirname(…)` of the source itself or of its folder, once or more. */
function folderOfAt(tokens: readonly Token[], index: number, constants: Constants): Found<Base> | undefined {
  let start = index;
  let calls = 0;
  for (let open = callAt(tokens, start, /^dirname$/u); open !== undefined && calls < MAX_NESTED; calls++) {
    start = open + 1;
    open = callAt(tokens, start, /^dirname$/u);
  }
  const inner =
    calls === 0 ? undefined : (namedAt(tokens, start, constants) ?? pathOfUrlAt(tokens, start, constants));
  if (inner?.kind !== "file" && inner?.kind !== "folder") return undefined;
  const closing = tokens.slice(inner.end, inner.end + calls);
  if (closing.length !== calls || closing.some((token) => token.text !== ")")) return undefined;
  const steps = inner.kind === "file" ? calls - 1 : calls;
  return { kind: "folder", path: inner.path + "/..".repeat(steps), end: inner.end + calls };
}

/** `fileURLToPath(import.meta.url)`, `fileURLToPath(new URL("..", import.meta.url))`. */
function pathOfUrlAt(tokens: readonly Token[], index: number, constants: Constants): Found<Base> | undefined {
  const open = callAt(tokens, index, /^fileURLToPath$/u);
  if (open === undefined) return undefined;
  const isMade = spells(tokens, open + 1, ["new", "URL", "("]);
  const literal = isMade ? literalAt(tokens, open + 4) : undefined;
  const inner = namedAt(tokens, isMade ? open + 6 : open + 1, constants);
  if (inner?.kind !== "url") return undefined;
  const end = inner.end + (isMade ? 2 : 1);
  if (textAt(tokens, end - 1) !== ")" || (isMade && textAt(tokens, end - 2) !== ")")) return undefined;
  if (!isMade) return { kind: "file", path: ".", end };
  // Of any other URL the whole is a reference already.
  return literal !== undefined && /^[./]+$/u.test(literal)
    ? { kind: "folder", path: literal, end }
    : undefined;
}

/** `join(folder, "literal", …)` with literals alone behind the folder. */
export function joinAt(
  tokens: readonly Token[],
  index: number,
  constants: Constants,
): Found<Base & { readonly literals: readonly string[] }> | undefined {
  const open = callAt(tokens, index, /^(?:join|resolve)$/u);
  const base = open === undefined ? undefined : unjoinedAt(tokens, open + 1, constants);
  if (base?.kind !== "folder") return undefined;
  const literals: string[] = [];
  let at = base.end;
  while (textAt(tokens, at) === ",") {
    const literal = literalAt(tokens, at + 1);
    if (literal === undefined) break;
    literals.push(literal);
    at += 2;
  }
  if (textAt(tokens, at) === ",") at += 1;
  if (textAt(tokens, at) !== ")" || literals.some((literal) => isElsewhere(literal))) return undefined;
  return { kind: "folder", path: [base.path, ...literals].join("/"), literals, end: at + 1 };
}

function found(base: Base | undefined, end: number): Found<Base> | undefined {
  return base && { ...base, end };
}
