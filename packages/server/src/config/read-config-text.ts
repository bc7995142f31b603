/** What the text of a configuration declares. Loaded where there is one only: most of this is its schema. */

import { basename } from "node:path";

import { detailLines, type Fault } from "@slipway/fault";

import { EXPLAIN_RUN } from "../commands/built-in-prompts.ts";
import { BUILT_IN } from "../commands/built-in.ts";
import { catalog } from "../commands/catalog.ts";
import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { checkCommand } from "./check-command.ts";
import { checkField } from "./check-field.ts";
import { parseConfig, type Placing } from "./parse-config.ts";
import { schemaProblems } from "./schema-problems.ts";
import { type ConfigContent, configSchema } from "./schema.ts";

import type { Command } from "../commands/command.ts";
import type { Prompt } from "../commands/prompt.ts";
import type { ChattyConfig } from "./chatty-config.ts";
import type { Problem } from "./problem.ts";

/**
 * What the text of a configuration declares, and the built-in commands. `path` is only told.
 *
 * @throws Fault `config-invalid`
 */
export function readConfigText(text: string, path: string): Pick<ChattyConfig, "commands" | "prompts"> {
  const parsed = parseConfig(text);
  if ("problems" in parsed) throw invalid(path, parsed.problems);
  const result = configSchema.safeParse(parsed.content, { reportInput: false });
  const problems = result.success
    ? checkContent(result.data)
    : schemaProblems(result.error.issues, parsed.content);
  if (problems.length > 0 || !result.success) {
    throw invalid(
      path,
      problems.map((problem) => () => parsed.place(problem)),
    );
  }
  return {
    commands: catalog(BUILT_IN, Object.entries(result.data.commands ?? {}).map(commandOf)),
    prompts: Object.entries(result.data.prompts ?? {})
      .map(promptOf)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

type Entry<Of extends "commands" | "prompts"> = [string, NonNullable<ConfigContent[Of]>[string]];

function commandOf([name, { description, readOnly, input = {}, does }]: Entry<"commands">): Command {
  return { name, description, readOnly, input, does, origin: "configuration" };
}

function promptOf([name, { description, arguments: fields = {}, text }]: Entry<"prompts">): Prompt {
  return { name, description, arguments: fields, text };
}

/** What the schema cannot say. */
function checkContent({ commands = {}, prompts = {} }: ConfigContent): readonly Problem[] {
  return [
    ...tooMany("commands", commands),
    ...tooMany("prompts", prompts),
    ...takenNames("commands", { declared: commands, builtIn: BUILT_IN }),
    ...takenNames("prompts", { declared: prompts, builtIn: [EXPLAIN_RUN] }),
    ...Object.entries(commands).flatMap(([name, command]) =>
      checkCommand(command).map(({ path, text }) => ({ path: ["commands", name, ...path], text })),
    ),
    ...Object.entries(prompts).flatMap(([name, prompt]) =>
      Object.entries(prompt.arguments ?? {}).flatMap(([argument, field]) =>
        checkField(field).map(({ path, text }) => {
          return { path: ["prompts", name, "arguments", argument, ...path], text };
        }),
      ),
    ),
  ];
}

type Names = {
  readonly declared: Readonly<Record<string, unknown>>;
  readonly builtIn: readonly { readonly name: string }[];
};

function takenNames(member: "commands" | "prompts", { declared, builtIn }: Names): readonly Problem[] {
  const what = member.slice(0, -1);
  return builtIn
    .filter(({ name }) => Object.hasOwn(declared, name))
    .map(({ name }) => {
      return { path: [member, name], text: `a built-in ${what} has this name, choose another one` };
    });
}

function tooMany(member: string, declared: Readonly<Record<string, unknown>>): readonly Problem[] {
  const count = Object.keys(declared).length;
  if (count <= LIMITS.declared) return [];
  return [{ path: [member], text: `found ${count} of them, wanted at most ${LIMITS.declared}` }];
}

function invalid(path: string, problems: readonly Placing[]): Fault {
  return chattyFault("config-invalid", {
    message: `Cannot use configuration "${path}": ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}`,
    details: detailLines(problems, (placed) => {
      const { line, column, text } = placed();
      return `${basename(path)}:${line}:${column}: ${text}`;
    }),
    hint: "Mend it there",
  });
}
