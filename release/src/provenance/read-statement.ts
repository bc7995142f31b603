/** Reads a statement whose signature holds: in-toto's frame, SLSA's required fields, and what is ours in them. */

import { BUILD_TYPE, BUILDER_ID, PREDICATE_TYPE, STATEMENT_TYPE } from "./names.ts";
import type { Subject } from "./statement.ts";

export type Statement = {
  readonly subjects: readonly Subject[];
  readonly version: string;
  /** Undefined where it was made outside version control. */
  readonly commit: string | undefined;
};

type JsonObject = ReadonlyMap<string, unknown>;

/** Whoever finds another one does not know what it decides (SLSA, build provenance, `externalParameters`). */
const PARAMETERS = new Set(["product", "version", "repository", "target"]);
const SHA256 = /^[0-9a-f]{64}$/u;
/** SHA-1 or SHA-256 of the commit (attestation framework v1, digest set). */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

/** The statement in `body`, or the first thing that is wrong with it. */
export function readStatement(
  body: Buffer,
): { readonly statement: Statement } | { readonly problem: string } {
  const found = parsed(body);
  const predicate = objectOf(found?.get("predicate"));
  const definition = objectOf(predicate?.get("buildDefinition"));
  const parameters = objectOf(definition?.get("externalParameters"));
  const builder = objectOf(objectOf(predicate?.get("runDetails"))?.get("builder"));
  const subjects = subjectsOf(found?.get("subject"));
  const dependencies = dependenciesOf(definition?.get("resolvedDependencies"));
  const version = parameters?.get("version");
  const unknown = [...(parameters?.keys() ?? [])].find((name) => !PARAMETERS.has(name));
  if (found?.get("_type") !== STATEMENT_TYPE) return { problem: `it is no statement of ${STATEMENT_TYPE}` };
  if (found.get("predicateType") !== PREDICATE_TYPE) return { problem: `it is no ${PREDICATE_TYPE}` };
  if (subjects === undefined) return { problem: "its subjects are no files with a name and a SHA-256" };
  if (definition?.get("buildType") !== BUILD_TYPE) return { problem: `its build is no ${BUILD_TYPE}` };
  if (builder?.get("id") !== BUILDER_ID) return { problem: `its builder is not ${BUILDER_ID}` };
  if (unknown !== undefined) return { problem: `its parameter "${unknown}" is unknown` };
  if (typeof version !== "string" || typeof parameters?.get("product") !== "string")
    return { problem: "its parameters name no product and version" };
  if (dependencies === undefined)
    return { problem: "its dependencies are no resources with a digest or URI" };
  return { statement: { subjects, version, commit: commitOf(dependencies) } };
}

function subjectsOf(value: unknown): readonly Subject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const subjects = value.flatMap((one) => {
    const subject = objectOf(one);
    const file = subject?.get("name");
    const sha256 = objectOf(subject?.get("digest"))?.get("sha256");
    const holds = typeof file === "string" && typeof sha256 === "string" && SHA256.test(sha256);
    return holds ? [{ file, sha256 }] : [];
  });
  return subjects.length === value.length ? subjects : undefined;
}

/** A resource has a digest or a URI at least (attestation framework v1, resource descriptor); it may have no list. */
function dependenciesOf(value: unknown = []): readonly JsonObject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const resources = value.flatMap((one) => objectOf(one) ?? []);
  const hold = resources.every(
    (one) => typeof one.get("uri") === "string" || objectOf(one.get("digest")) !== undefined,
  );
  return hold && resources.length === value.length ? resources : undefined;
}

function commitOf(dependencies: readonly JsonObject[]): string | undefined {
  const commits = dependencies.map((one) => objectOf(one.get("digest"))?.get("gitCommit"));
  return commits.find((commit): commit is string => typeof commit === "string" && COMMIT.test(commit));
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(body.toString("utf8")));
  } catch {
    // The caller says that it is no statement.
    return undefined;
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}
