/** What a source file says about the files and the environment it needs; each file is read once per content. */

import { readFileSync, statSync } from "node:fs";

import { type EnvironmentRead, environmentReadsIn } from "./environment-reads.ts";
import { type Reference, referencesIn } from "./references.ts";
import { lineAt, tokensOf } from "./tokens.ts";

export type SourceFacts = {
  readonly references: readonly (Reference & { readonly line: number })[];
  readonly environment: readonly (EnvironmentRead & { readonly line: number })[];
};

/** Only what is written in JavaScript or TypeScript names files this way. */
const CODE = /\.[cm]?[jt]sx?$/u;
/** Without one of these words there is nothing to find. Most sources have none, and are not taken apart. */
const TELLING = /import\.meta|__dirname|__filename|\bWorker\b|require\.resolve|\benv\b/u;
const NOTHING: SourceFacts = { references: [], environment: [] };

/** The same sources are compiled for every target: what was found is kept as long as the file is the same. */
const known = new Map<string, { readonly state: string; readonly facts: SourceFacts }>();

/** True for a file that is read as code. */
export function isCodeFile(path: string): boolean {
  return CODE.test(path);
}

/** What the source at `path` (absolute) says; nothing where it is no code or gone. */
export function readSourceFacts(path: string): SourceFacts {
  if (!isCodeFile(path)) return NOTHING;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return NOTHING;
  const state = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
  const kept = known.get(path);
  if (kept?.state === state) return kept.facts;
  const facts = sourceFactsOf(readFileSync(path, "utf8"));
  known.set(path, { state, facts });
  return facts;
}

/** What a source text says. */
export function sourceFactsOf(text: string): SourceFacts {
  if (!TELLING.test(text)) return NOTHING;
  const tokens = tokensOf(text);
  return {
    references: referencesIn(tokens).map((one) => ({ ...one, line: lineAt(text, one.at) })),
    environment: environmentReadsIn(tokens).map((one) => ({ ...one, line: lineAt(text, one.at) })),
  };
}
