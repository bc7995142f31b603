/** What a declared command takes, as arguments of `chatty run`. Help, completions and the reading of words use this alone. */

import { isRequired } from "../commands/field.ts";

import type { ArgDef } from "citty";
import type { Command } from "../commands/command.ts";
import type { Field } from "../commands/field.ts";
import type { AnyCommand } from "./any-command.ts";

/** How a field is written on the command line, without dashes before it: `dry_run` as `dry-run`. */
export function argumentName(field: string): string {
  return field.replaceAll("_", "-");
}

/** The command with its fields as options, as help and completions tell of it. */
export function declaredArguments({ name, description, input }: Command): AnyCommand {
  const args = Object.entries(input).map(([field, definition]) => [
    argumentName(field),
    argumentOf(definition),
  ]);
  return {
    meta: { name, description },
    args: { ...Object.fromEntries(args), json: RUN_JSON },
  };
}

/** Of every run. */
export const RUN_JSON: ArgDef = {
  type: "boolean",
  description: "Print the result as JSON, with the output in it",
};

function argumentOf(field: Field): ArgDef {
  const description = [field.description ?? "", isRequired(field) ? "(required)" : ""]
    .filter((part) => part !== "")
    .join(" ");
  switch (field.type) {
    case "boolean":
      return {
        type: "boolean",
        description: field.default === true ? withNegation(description) : description,
      };
    case "string":
      return {
        ...(field.enum === undefined
          ? { type: "string", valueHint: "text" }
          : { type: "enum", options: [...field.enum] }),
        description,
        ...(field.default !== undefined && { default: field.default }),
      };
    case "integer":
    case "number":
      return {
        type: "string",
        valueHint: field.type === "integer" ? "N" : "number",
        description,
        ...(field.default !== undefined && { default: String(field.default) }),
      };
  }
}

/** Of a switch that is on by default. */
function withNegation(description: string): string {
  return `${description} (default: on, --no-… turns it off)`.trimStart();
}
