/** The JSON schema of the configuration, for editors and for finding the key that was meant. */

import { z } from "zod";

import { configSchema } from "./schema.ts";

/** The part of JSON schema that the configuration's schema uses. */
export type JsonSchema = {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: string;
  /** TypeScript's spelling, where JSON has no such type. */
  readonly tsType?: string;
};

/** The schema of what a person writes ("input") or of what parsing makes of it ("output"). */
export function configJsonSchema(io: "input" | "output"): JsonSchema {
  return plain(z.toJSONSchema(configSchema, { io, unrepresentable: "any" }));
}

/** The committed text of `slipway.schema.json`. */
export function schemaFileText(): string {
  return `${JSON.stringify(plain(configJsonSchema("input"), withoutTsTypes), null, 2)}\n`;
}

/** The property names allowed at `path`, e.g. of `["apps", "hello"]`; none where the schema knows none. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let places: readonly JsonSchema[] = [configJsonSchema("input")];
  for (const step of path) places = places.flatMap((place) => childrenOf(place, step));
  return places.flatMap(alternatives).flatMap((place) => Object.keys(place.properties ?? {}));
}

function childrenOf(place: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  return alternatives(place).flatMap((schema) => {
    if (typeof step === "number") return schema.items ?? [];
    const named = schema.properties?.[String(step)];
    if (named !== undefined) return named;
    return typeof schema.additionalProperties === "object" ? schema.additionalProperties : [];
  });
}

function alternatives(place: JsonSchema): readonly JsonSchema[] {
  return place.anyOf === undefined ? [place] : place.anyOf;
}

/** In JSON a pattern is text; what only TypeScript can write leaves the schema. */
function withoutTsTypes(_key: string, value: JsonSchema | null): unknown {
  if (value?.tsType === undefined) return value;
  return { type: "string", description: value.description };
}

function plain(schema: object, replacer?: (key: string, value: JsonSchema | null) => unknown): JsonSchema {
  const copy: JsonSchema = JSON.parse(JSON.stringify(schema, replacer));
  return copy;
}
