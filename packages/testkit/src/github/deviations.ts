/** Where GitHub does what its own description does not say. Everything else the contract insists on. */

import type { OperationId } from "./operations.ts";

export type AnswerDeviation = {
  readonly operations: readonly OperationId[] | "all";
  readonly status: number;
  readonly reason: string;
};

export type SchemaDeviation = {
  readonly schema: string;
  readonly property: string;
  readonly replacement: Readonly<Record<string, unknown>>;
  readonly reason: string;
};

/** Answers that operations give although the description lists them for none or only for some. */
export const ANSWER_DEVIATIONS: readonly AnswerDeviation[] = [
  {
    operations: "all",
    status: 400,
    reason: "a body that is no JSON is refused before any operation sees it",
  },
  { operations: "all", status: 401, reason: "an unknown token is refused before any operation sees it" },
  {
    operations: "all",
    status: 403,
    reason: "rate limits and rights of fine-grained tokens are documented for the API as a whole",
  },
  {
    operations: [
      "repos/get-release",
      "repos/list-release-assets",
      "repos/upload-release-asset",
      "repos/update-release-asset",
      "git/create-ref",
      "git/update-ref",
      "git/delete-ref",
    ],
    status: 404,
    reason: "what does not exist, or may not be seen, is not found",
  },
  {
    operations: ["repos/update-release", "repos/delete-release-asset", "repos/update-release-asset"],
    status: 422,
    reason: "invalid values and immutable releases: the error body is that of the other operations",
  },
];

/** Properties whose values the description has wrong. */
export const SCHEMA_DEVIATIONS: readonly SchemaDeviation[] = [
  {
    schema: "release-asset",
    property: "state",
    replacement: { type: "string", enum: ["uploaded", "open", "starter"] },
    reason: 'the text about uploads says that a failed one may leave an asset in the state "starter"',
  },
  {
    schema: "validation-error",
    property: "status",
    replacement: { type: "string" },
    reason: "every error repeats its status as text, as the basic error is described",
  },
];

/** The schemas of a description with the deviating properties replaced. */
export function withDeviations(
  schemas: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const changed = structuredClone(schemas);
  for (const { schema, property, replacement } of SCHEMA_DEVIATIONS) {
    const properties = inside(inside(changed, schema), "properties");
    Object.assign(properties, { [property]: replacement });
  }
  return changed;
}

/** The schemas, one of which fits, of an answer that an operation's description does not list; none if it may not be. */
export function deviatingAnswer(operation: OperationId, status: number): readonly string[] {
  const known = ANSWER_DEVIATIONS.some(
    (deviation) =>
      deviation.status === status &&
      (deviation.operations === "all" || deviation.operations.includes(operation)),
  );
  return known ? ["basic-error", "validation-error"] : [];
}

function inside(from: object, key: string): object {
  const found: unknown = Reflect.get(from, key);
  if (typeof found !== "object" || found === null) throw new Error(`Cannot find "${key}" in the description`);
  return found;
}
