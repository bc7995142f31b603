/** Checks provenance: every envelope holds, and the statements speak of exactly the files of the release. */

import type { PublicKey } from "@slipway/manifest";

import { openEnvelope } from "./dsse.ts";
import { provenanceFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { isAttested } from "./provenance-text.ts";
import { readStatement, type Statement } from "./read-statement.ts";

export type CheckedProvenance = {
  readonly statements: number;
  /** Each is in one statement, with its digest. */
  readonly artifacts: number;
  /** Undefined where the release was made outside version control. */
  readonly commit: string | undefined;
};

export type ProvenanceExpectation = {
  readonly publicKey: PublicKey;
  readonly version: string;
  /** SHA-256 of the release's files by name; those that are not attested are looked over. */
  readonly artifacts: ReadonlyMap<string, string>;
};

/**
 * Reads `provenance.intoto.jsonl` and compares it with the release. It is our own file, so that an envelope of
 * somebody else in it, which in-toto would have us ignore, is refused.
 *
 * @throws Fault `provenance-invalid` with every difference.
 */
export function checkProvenance(text: string, expected: ProvenanceExpectation): CheckedProvenance {
  const statements = signedStatements(text, expected.publicKey);
  const commits = new Set(statements.map(({ commit }) => commit));
  const problems = [
    ...statements.flatMap((statement) =>
      statement.version === expected.version
        ? []
        : [`version: found "${statement.version}", wanted ${expected.version}`],
    ),
    ...(commits.size > 1 ? ["its statements name different commits"] : []),
    ...subjectProblems(statements, expected.artifacts),
  ];
  if (problems.length > 0) throw invalid("it does not fit the release", problems);
  return {
    statements: statements.length,
    artifacts: statements.flatMap(({ subjects }) => subjects).length,
    commit: [...commits][0],
  };
}

/** The statements, once all signatures hold: nothing of an envelope is looked into before. */
function signedStatements(text: string, publicKey: PublicKey): readonly Statement[] {
  if (text.length > LIMITS.provenanceBytes)
    throw invalid(`it is larger than ${LIMITS.provenanceBytes} bytes`);
  if (!text.endsWith("\n")) throw invalid("its last line has no end");
  const lines = text.slice(0, -1).split("\n");
  if (lines.length > LIMITS.statements)
    throw invalid(`it has ${lines.length} lines, at most ${LIMITS.statements} expected`);
  const opened = lines.map((line) => openEnvelope(line, publicKey));
  const bodies = opened.flatMap((one) => ("body" in one ? [one.body] : []));
  if (bodies.length < opened.length) throw invalid("an envelope does not hold", lineProblems(opened));
  const read = bodies.map(readStatement);
  const statements = read.flatMap((one) => ("statement" in one ? [one.statement] : []));
  if (statements.length < read.length)
    throw invalid("a statement is not as SLSA or Slipway wants it", lineProblems(read));
  return statements;
}

function lineProblems(lines: readonly (object | { readonly problem: string })[]): readonly string[] {
  return lines.flatMap((line, index) => ("problem" in line ? [`line ${index + 1}: ${line.problem}`] : []));
}

function subjectProblems(
  statements: readonly Statement[],
  artifacts: ReadonlyMap<string, string>,
): readonly string[] {
  const subjects = statements.flatMap((statement) => statement.subjects);
  const found = new Map(subjects.map(({ file, sha256 }) => [file, sha256]));
  const twice = new Set(subjects.map(({ file }) => file).filter((file, at, all) => all.indexOf(file) !== at));
  const wanted = [...artifacts].filter(([file]) => isAttested(file));
  const names = new Set(wanted.map(([file]) => file));
  return [
    ...[...twice].map((file) => `it speaks of "${file}" twice`),
    ...[...found.keys()]
      .filter((file) => !names.has(file))
      .map((file) => `it speaks of "${file}", which is not in the release`),
    ...wanted.flatMap(([file, sha256]) => {
      const digest = found.get(file);
      if (digest === undefined) return [`it does not speak of "${file}"`];
      return digest === sha256 ? [] : [`SHA-256 of "${file}": found ${digest}, wanted ${sha256}`];
    }),
  ];
}

function invalid(state: string, details: readonly string[] = []): unknown {
  return provenanceFault("provenance-invalid", {
    message: `Cannot trust the provenance: ${state}`,
    details: details.slice(0, LIMITS.problems),
    hint: "Download it again, or make the release again; nothing was trusted",
  });
}
