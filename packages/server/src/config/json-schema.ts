/** The JSON schema of `chatty.config.json`, for editors and for finding the key that was meant. */

import * as z from "zod";

import { jsonText } from "../json-text.ts";
import { configSchema } from "./schema.ts";

/** Where the schema of the newest chatty is. */
const SCHEMA_URL =
  "https://raw.githubusercontent.com/slipway-build/slipway/main/packages/server/chatty.schema.json";

type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
};

/** The committed text of `chatty.schema.json`. */
export function schemaFileText(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input" });
  const own = {
    $id: SCHEMA_URL,
    title: "chatty.config.json",
    // No keywords of JSON Schema: editors look at them.
    allowComments: true,
    allowTrailingCommas: true,
  };
  return jsonText({ ...own, ...schema });
}

/** Made once: there may be very many keys to look for. */
let root: JsonSchema | undefined;

/** The property names that `value`, which stands at `path`, may have; none where the schema knows none. */
export function knownKeys(path: readonly PropertyKey[], value: unknown): readonly string[] {
  root ??= JSON.parse(schemaFileText());
  let places: readonly JsonSchema[] = root === undefined ? [] : [root];
  for (const step of path) places = places.flatMap((place) => childrenOf(place, step));
  const found = places.flatMap(alternatives).filter((place) => isKindOf(place, value));
  return [...new Set(found.flatMap((place) => Object.keys(place.properties ?? {})))];
}

function childrenOf(place: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  return alternatives(place).flatMap((schema) => {
    const named = schema.properties?.[String(step)];
    if (named !== undefined) return [named];
    return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
  });
}

function alternatives(place: JsonSchema): readonly JsonSchema[] {
  return place.oneOf ?? place.anyOf ?? [place];
}

/** Whether the alternative is the one that the value's `kind` or `type` names. */
function isKindOf({ properties = {} }: JsonSchema, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const written: Readonly<Record<string, unknown>> = { ...value };
  return ["kind", "type"].every((key) => {
    const { const: only, enum: some } = properties[key] ?? {};
    const allowed = some ?? (only === undefined ? undefined : [only]);
    return allowed === undefined || allowed.includes(written[key]);
  });
}
