/** A command is declared once: all that is told of it anywhere comes from that declaration. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { argumentName, declaredArguments } from "./cli/declared-arguments.ts";
import { describedCommand } from "./cli/described-command.ts";
import { helpText } from "./cli/help.ts";
import { readArguments } from "./cli/run-words.ts";
import { BUILT_IN } from "./commands/built-in.ts";
import { inputSchema } from "./commands/input-schema.ts";
import { inputFromTexts } from "./commands/read-input.ts";
import { runCandidates } from "./completions/values.ts";
import { readConfigText } from "./config/read-config-text.ts";
import { commandForm } from "./gui/command-form.ts";
import { listJson } from "./list/list-json.ts";
import { listText } from "./list/list.ts";
import { manPage } from "./man/man-page.ts";
import { toolsOf } from "./mcp/tools.ts";

import type { Command } from "./commands/command.ts";
import type { Field } from "./commands/field.ts";

/** Nothing in chatty's sources knows any of its words. */
const PROBE = `{
  "commands": {
    "zq-probe": {
      "description": "Zq: probe what is derived",
      "readOnly": false,
      "input": {
        "zq_text": { "type": "string", "description": "Zq: any text", "minLength": 2, "maxLength": 7, "pattern": "^z" },
        "zq_pick": { "type": "string", "description": "Zq: one of two", "enum": ["zq1", "zq2"], "default": "zq2" },
        "zq_count": { "type": "integer", "description": "Zq: how many", "minimum": 3, "maximum": 9, "optional": true },
        "zq_ratio": { "type": "number", "description": "Zq: which part", "default": 0.25 },
        "zq_all": { "type": "boolean", "description": "Zq: all of them", "default": false },
      },
      "does": { "kind": "shell", "script": "true" },
    },
  },
}`;

const probe = readConfigText(PROBE, "/chatty.config.json").commands.find(({ name }) => name === "zq-probe");
const COMMANDS: readonly Command[] = probe === undefined ? [] : [probe, ...BUILT_IN];

const EACH = COMMANDS.map((command) => [command.name, command] as const);

function fieldsOf({ input }: Command): readonly (readonly [string, Field])[] {
  return Object.entries(input);
}

test("a command of the configuration is a command like the built-in ones", () => {
  expect(EACH.map(([name]) => name)).toEqual(["zq-probe", "about", "hash", "time", "uuid"]);
});

describe.each(EACH)("%s is derived from its declaration as", (name, command) => {
  const names = Object.keys(command.input);
  const described = describedCommand(declaredArguments(command), ["chatty", "run", name]);
  const own = described.options.filter((option) => !option.isGlobal && option.name !== "json");

  test("arguments of the command line", () => {
    expect(described.description).toBe(command.description);
    expect(own.map((option) => option.name)).toEqual(names.map(argumentName));
    for (const [field, { description = "", ...rest }] of fieldsOf(command)) {
      const option = own.find((candidate) => candidate.name === argumentName(field));
      expect(option?.description.startsWith(description)).toBe(true);
      expect(option?.value?.oneOf ?? []).toEqual(rest.type === "string" ? (rest.enum ?? []) : []);
      if (rest.type !== "boolean" && rest.default !== undefined) {
        expect(option?.value?.byDefault).toBe(String(rest.default));
      }
    }
  });

  test("help", () => {
    const help = helpText({ path: ["chatty", "run", name], command: declaredArguments(command) });
    for (const word of [command.description, ...names.map((field) => `--${argumentName(field)}`)]) {
      expect(help).toContain(word);
    }
    for (const [, { description = "" }] of fieldsOf(command)) expect(help).toContain(description);
  });

  test("completions", () => {
    const run = { meta: { name: "run" } };
    const all = runCandidates(COMMANDS, { words: [], current: "", run });
    expect(all).toContainEqual({ word: name, means: command.description });
    const options = runCandidates(COMMANDS, { words: [name], current: "--", run });
    expect(options.map(({ word }) => word)).toEqual(
      expect.arrayContaining(names.map((field) => `--${argumentName(field)}`)),
    );
    for (const [field, definition] of fieldsOf(command)) {
      const words = [name, `--${argumentName(field)}`];
      const values = runCandidates(COMMANDS, { words, current: "", run }).map(({ word }) => word);
      if (definition.type === "string") expect(values).toEqual(definition.enum ?? []);
    }
  });

  test("a section of the man page", () => {
    const root = describedCommand({ meta: { name: "chatty" } }, ["chatty"]);
    const page = manPage(root, { date: undefined, toRun: [described] }).replaceAll("\\-", "-");
    expect(page).toContain(`chatty run ${name}`);
    expect(page).toContain(command.description);
    for (const [field, { description = "" }] of fieldsOf(command)) {
      expect(page).toContain(`--${argumentName(field)}`);
      expect(page).toContain(description);
    }
  });

  test("a row of the list", () => {
    expect(listText([command])).toContain(command.description);
    const [row] = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(listJson([command])));
    const { description, readOnly, origin } = command;
    expect(row).toMatchObject({ name, description, readOnly, origin });
    expect(row?.["input"]).toEqual(z.toJSONSchema(inputSchema(command), { io: "input" }));
  });

  test("a tool of the MCP server", () => {
    const [tool] = toolsOf({ commands: [command] });
    const { description, readOnly } = command;
    expect(tool).toMatchObject({ name, description, annotations: { readOnlyHint: readOnly } });
    const { properties = {}, required = [] } = tool?.inputSchema ?? {};
    expect(tool?.inputSchema["additionalProperties"]).toBe(false);
    expect(Object.keys(properties)).toEqual(names);
    for (const [field, definition] of fieldsOf(command)) {
      // What a field says in the declaration it says in the schema, in the same words.
      const { optional, ...said } = definition;
      expect(properties[field]).toMatchObject(said);
      expect(required.includes(field)).toBe(said.default === undefined && optional !== true);
    }
  });

  test("a form of the page", () => {
    const html = commandForm(command, { token: "token" }).markup;
    expect(html).toContain(`action="/commands/${name}"`);
    expect(html).toContain(command.description);
    const controls = Array.from(
      html.matchAll(/<(?:input|select|textarea)\b[^>]* name="([^"]+)"/gu),
      ([, field]) => field,
    );
    expect(controls.filter((field) => field !== "_token")).toEqual(names);
    for (const [field, { description = "" }] of fieldsOf(command)) {
      expect(html).toContain(`<label for="${name}-${field}">${field}</label>`);
      expect(html).toContain(description);
    }
  });
});

test("the command line and a form give a command the same input", () => {
  if (probe === undefined) throw new Error("no probe");
  const words = ["--zq-text", "zab", "--zq-count=4", "--zq-ratio", "-1", "--zq-all"];
  const form = { zq_text: "zab", zq_count: "4", zq_ratio: "-1", zq_all: "true" };
  const input = { zq_text: "zab", zq_pick: "zq2", zq_count: 4, zq_ratio: -1, zq_all: true };
  expect(inputFromTexts(probe, readArguments(probe, words))).toEqual(input);
  expect(inputFromTexts(probe, form)).toEqual(input);
  expect(inputSchema(probe).parse(input)).toEqual(input);
});

test("no other source says what a built-in command's declaration says", () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/^benchmarks|\.(?:test|system)\.ts$/u.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  for (const command of BUILT_IN) {
    const told = [command.description, ...fieldsOf(command).map(([, { description = "" }]) => description)];
    for (const words of told) {
      const found = sources.filter(({ text }) => text.includes(`"${words}"`)).map(({ path }) => path);
      expect(found, words).toEqual([join("commands", `${command.name}.ts`)]);
    }
  }
});
