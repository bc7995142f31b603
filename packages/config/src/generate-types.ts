/** Writes the configuration's TypeScript types from its schema, with the descriptions as doc comments. */

import { configJsonSchema, type JsonSchema } from "./json-schema.ts";

/** The committed text of `types.gen.ts`. */
export function typesFileText(): string {
  return [
    "/** Made from schema.ts by `bun run generate`; do not edit. */",
    "",
    "/** What a person writes in slipway.config.ts. */",
    `export type SlipwayConfig = ${typeText(configJsonSchema("input"), "")};`,
    "",
    "/** The same with every default filled in. */",
    `export type ParsedConfig = ${typeText(configJsonSchema("output"), "")};`,
    "",
  ].join("\n");
}

function typeText(schema: JsonSchema, indent: string): string {
  if (schema.tsType !== undefined) return schema.tsType;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map((member) => typeText(member, indent)))].join(" | ");
  }
  switch (schema.type) {
    case "object":
      return objectText(schema, indent);
    case "array":
      return `(${typeText(schema.items ?? {}, indent)})[]`;
    case "integer":
      return "number";
    case undefined:
      return "unknown";
    default:
      return schema.type;
  }
}

function objectText(schema: JsonSchema, indent: string): string {
  if (schema.properties === undefined) {
    const value = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    return `Record<string, ${typeText(value, indent)}>`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties).flatMap(([key, property]) => {
    const optional = !(schema.required ?? []).includes(key);
    const type = typeText(property, inner) + (optional ? " | undefined" : "");
    return [...commentLines(property, inner), `${inner}${key}${optional ? "?" : ""}: ${type};`];
  });
  return ["{", ...lines, `${indent}}`].join("\n");
}

function commentLines(property: JsonSchema, indent: string): readonly string[] {
  if (property.description === undefined) return [];
  const fallback = property.default === undefined ? "" : ` (default: ${JSON.stringify(property.default)})`;
  return [`${indent}/** ${property.description}${fallback} */`];
}
