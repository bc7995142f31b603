/**
 * Makes openapi.gen.json from GitHub's published description: the operations the test server has, with what their
 * requests and answers must look like, and nothing that is only text. Run by hand, with the package's folder:
 *
 *     bun packages/testkit/src/github/trim-openapi.ts <folder of @octokit/openapi>
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { OPERATIONS } from "./operations.ts";

type Json = Readonly<Record<string, unknown>>;

const SOURCE = "generated/api.github.com.json";

/** Keywords that decide what is valid; the others describe. */
const KEYWORDS = new Set([
  "type",
  "enum",
  "format",
  "pattern",
  "required",
  "nullable",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
]);

const SUBSCHEMAS = ["oneOf", "anyOf", "allOf"] as const;

/** The kept part of a description; `version` is that of the package it came in. */
export function trimOpenapi(description: unknown, version: string): Json {
  const document = record(description);
  const found = new Map(
    Object.entries(record(document["paths"])).flatMap(([path, methods]) =>
      Object.entries(record(methods)).flatMap(([method, operation]) => {
        const id = record(operation)["operationId"];
        return typeof id === "string" ? [[id, { path, method, operation: record(operation) }] as const] : [];
      }),
    ),
  );
  const wanted = new Set<string>();
  const context: Context = { document, wanted };
  const operations = OPERATIONS.map((id) => {
    const at = found.get(id);
    if (at === undefined) throw new Error(`Cannot keep the operation "${id}": the description has none`);
    return [id, { method: at.method, path: at.path, ...trimmedOperation(at.operation, context) }];
  });
  return {
    source: `@octokit/openapi ${version}, ${SOURCE}, MIT`,
    madeBy: "bun packages/testkit/src/github/trim-openapi.ts <folder of @octokit/openapi>",
    operations: Object.fromEntries(operations),
    schemas: trimmedSchemas(context),
  };
}

type Context = {
  readonly document: Json;
  /** Names of the schemas that are referred to; it grows while schemas are trimmed. */
  readonly wanted: Set<string>;
};

function trimmedOperation(operation: Json, context: Context): Json {
  const parameters = list(operation["parameters"]).map((parameter) => {
    const { name, in: place, required, schema, ...rest } = resolved(parameter, context);
    const multi = rest["x-multi-segment"] === true ? { multi: true } : {};
    return {
      name,
      in: place,
      ...(required === true ? { required } : {}),
      ...multi,
      schema: trimmedSchema(schema, context),
    };
  });
  const body = operation["requestBody"];
  const answers = Object.entries(record(operation["responses"])).map(([status, answer]) => [
    status,
    schemaOf(resolved(answer, context), context),
  ]);
  return {
    parameters,
    ...(body === undefined
      ? {}
      : {
          body: {
            required: record(body)["required"] === true,
            ...schemaOf(resolved(body, context), context),
          },
        }),
    answers: Object.fromEntries(answers),
  };
}

/** The schema of a request's or an answer's JSON, if it has any. */
function schemaOf({ content }: Json, context: Context): Json {
  const json = record(content)["application/json"];
  return json === undefined ? {} : { schema: trimmedSchema(record(json)["schema"], context) };
}

function trimmedSchemas(context: Context): Json {
  const schemas = record(record(context.document["components"])["schemas"]);
  const done = new Map<string, Json>();
  for (const name of context.wanted) done.set(name, trimmedSchema(schemas[name], context));
  return Object.fromEntries([...done].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function trimmedSchema(schema: unknown, context: Context): Json {
  const from = record(schema);
  const reference = from["$ref"];
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    context.wanted.add(name);
    return { $ref: `#/schemas/${name}` };
  }
  const kept: Record<string, unknown> = Object.fromEntries(
    Object.entries(from).filter(([keyword]) => KEYWORDS.has(keyword)),
  );
  if (from["items"] !== undefined) kept["items"] = trimmedSchema(from["items"], context);
  if (from["properties"] !== undefined)
    kept["properties"] = Object.fromEntries(
      Object.entries(record(from["properties"])).map(([name, value]) => [
        name,
        trimmedSchema(value, context),
      ]),
    );
  const more = from["additionalProperties"];
  if (more !== undefined)
    kept["additionalProperties"] = typeof more === "boolean" ? more : trimmedSchema(more, context);
  for (const keyword of SUBSCHEMAS)
    if (from[keyword] !== undefined)
      kept[keyword] = list(from[keyword]).map((part) => trimmedSchema(part, context));
  return withoutNullable(kept);
}

/** JSON Schema says "nullable", which OpenAPI 3.0 has, by another type. */
function withoutNullable({ nullable, ...schema }: Json): Json {
  if (nullable !== true) return schema;
  const { type, enum: values } = schema;
  if (typeof type !== "string")
    return Object.keys(schema).length === 0 ? {} : { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [type, "null"],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...list(values), null] } : {}),
  };
}

/** What a reference to one of the document's parts refers to. */
function resolved(value: unknown, { document }: Context): Json {
  const reference = record(value)["$ref"];
  if (typeof reference !== "string") return record(value);
  let at: unknown = document;
  for (const key of reference.split("/").slice(1)) at = record(at)[key];
  return record(at);
}

function record(value: unknown): Json {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

if (import.meta.main) {
  const folder = process.argv[2] ?? "";
  const { version } = record(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const description: unknown = JSON.parse(readFileSync(join(folder, SOURCE), "utf8"));
  const trimmed = trimOpenapi(description, String(version));
  writeFileSync(join(import.meta.dirname, "openapi.gen.json"), `${JSON.stringify(trimmed)}\n`);
}
