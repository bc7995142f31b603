/** Writes `docs/configuration.md` from the schema. */

import { configJsonSchema, type JsonSchema } from "./json-schema.ts";

const HEAD = `<!-- Made from packages/config/src/schema.ts by \`bun run generate\`; do not edit. -->

# Configuration

\`slipway.config.ts\` (or \`.js\`, or \`.json\`) lies beside \`package.json\`. All paths start at its folder. Unknown keys are
refused, and every problem is told at once.

\`\`\`ts
import { defineConfig } from "slipway";

export default defineConfig({
  apps: { hello: "src/main.ts" },
});
\`\`\`

The JSON schema for editors is \`packages/config/slipway.schema.json\`. In a configuration written in JSON, a pattern of a
smoke run is text there; regular expressions need TypeScript.
`;

/** The committed text of `docs/configuration.md`. */
export function docsFileText(): string {
  return [HEAD, ...sections(configJsonSchema("input"), "")].join("\n");
}

/** One table for an object, then the tables of the objects in it. */
function sections(schema: JsonSchema, path: string): readonly string[] {
  const rows = Object.entries(schema.properties ?? {});
  const table = [
    path === "" ? "## Top level" : `## \`${path}\``,
    "",
    "| key | type | default | |",
    "| --- | --- | --- | --- |",
    ...rows.map(([key, property]) => row(key, property, (schema.required ?? []).includes(key))),
    "",
  ];
  const inner = rows.flatMap(([key, property]) => inside(property, path === "" ? key : `${path}.${key}`));
  return [table.join("\n"), ...inner];
}

function inside(property: JsonSchema, path: string): readonly string[] {
  if (property.properties !== undefined) return sections(property, path);
  if (property.items !== undefined) return inside(property.items, `${path}[]`);
  if (property.anyOf !== undefined) return property.anyOf.flatMap((member) => inside(member, path));
  return typeof property.additionalProperties === "object"
    ? inside(property.additionalProperties, `${path}.<name>`)
    : [];
}

function row(key: string, property: JsonSchema, required: boolean): string {
  const fallback = required ? "required" : defaultText(property.default);
  return `| \`${key}\` | ${typeText(property)} | ${fallback} | ${property.description ?? ""} |`;
}

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return text === "{}" || text === "[]" ? "none" : `\`${text}\``;
}

function typeText(schema: JsonSchema): string {
  if (schema.tsType !== undefined) return schema.tsType.replaceAll(" | ", " or ");
  if (schema.enum !== undefined) return "target";
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.type !== "object") return schema.type ?? "";
  const value = schema.additionalProperties;
  return typeof value === "object" ? `${typeText(value)} by name` : "object";
}
