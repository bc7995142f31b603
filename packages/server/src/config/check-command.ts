/** What the schema cannot say of a command: that its fields, placeholders and action go together. */

import { placeholdersIn } from "../commands/placeholders.ts";
import { checkField } from "./check-field.ts";
import { checkProgram } from "./check-program.ts";
import { checkRequest, checkUrl } from "./check-request.ts";
import { checkWhole } from "./check-whole.ts";

import type { RunAction } from "../commands/command.ts";
import type { Fields } from "../commands/field.ts";
import type { Problem } from "./problem.ts";
import type { DeclaredCommand } from "./schema.ts";

/** Names that `chatty run` has for itself. */
const RESERVED = ["config", "env_file", "help", "json", "quiet"];

/** Every problem, by its path within the command. */
export function checkCommand({ input = {}, does }: DeclaredCommand): readonly Problem[] {
  return [
    ...Object.entries(input).flatMap(([name, field]) =>
      [...checkName(name, input), ...checkField(field)].map(({ path, text }) => ({
        path: ["input", name, ...path],
        text,
      })),
    ),
    ...[...checkAction(does, input), ...checkUnfilled(does, input)].map(({ path, text }) => ({
      path: ["does", ...path],
      text,
    })),
    ...unusedFields(does, input),
  ];
}

function checkName(name: string, fields: Fields): readonly Problem[] {
  if (RESERVED.includes(name)) {
    return [{ path: [], text: "an option of chatty run itself has this name, choose another one" }];
  }
  const other = name.startsWith("no_") ? name.slice("no_".length) : "";
  if (!Object.hasOwn(fields, other) || fields[other]?.type !== "boolean") return [];
  return [{ path: [], text: `on the command line this turns "${other}" off, choose another name` }];
}

function checkAction(does: RunAction, fields: Fields): readonly Problem[] {
  switch (does.kind) {
    case "program":
      return [...checkProgram(does, fields), ...checkTexts("env", does.env, fields)];
    case "shell":
      return checkTexts("env", does.env, fields);
    case "open":
      return checkUrl(does.url, { fields, schemes: ["https", "http", "mailto"] });
    case "http":
      return [...checkRequest(does, fields), ...checkTexts("headers", does.headers, fields)];
  }
}

function checkTexts(
  member: string,
  texts: Readonly<Record<string, string>> | undefined,
  fields: Fields,
): readonly Problem[] {
  return Object.entries(texts ?? {}).flatMap(([name, text]) =>
    checkWhole(text, fields).map((problem) => ({ path: [member, name], text: problem })),
  );
}

/** Members whose texts are taken as they are. */
const UNFILLED = ["cwd", "account", "provider"];

function checkUnfilled(does: RunAction, fields: Fields): readonly Problem[] {
  return Object.entries(does)
    .filter(([member]) => UNFILLED.includes(member))
    .flatMap(([member, value]) =>
      textsIn(value)
        .flatMap((text) => placeholdersIn(text, fields))
        .map((name) => ({
          path: [member],
          text: `found {${name}}, which is not filled in here, wanted a text without it`,
        })),
    );
}

/** A script gets every field. */
function unusedFields(does: RunAction, fields: Fields): readonly Problem[] {
  if (does.kind === "shell") return [];
  const filled = Object.entries(does).filter(([member]) => !UNFILLED.includes(member));
  const texts = filled.flatMap(([, value]) => textsIn(value));
  const used = new Set(texts.flatMap((text) => placeholdersIn(text, fields)));
  return Object.keys(fields)
    .filter((name) => !used.has(name))
    .map((name) => ({ path: ["input", name], text: `never used, wanted {${name}} somewhere in "does"` }));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
