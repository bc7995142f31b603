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
import { isRequired } from "./commands/field.ts";
import { inputSchema } from "./commands/input-schema.ts";
import { inputFromTexts, wantedOf } from "./commands/read-input.ts";
import { runOutputSchema } from "./commands/run-output.ts";
import { runCandidates } from "./completions/values.ts";
import { readConfigText } from "./config/read-config-text.ts";
import { commandForm, isManyLines } from "./gui/command-form.ts";
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
        "zq_all": { "type": "boolean", "description": "Zq: all of them", "default": true },
        "zq_dry": { "type": "boolean", "description": "Zq: nothing is done" },
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

/** All that a field says that help and the man page tell in words. */
function toldOf(field: Field): readonly string[] {
  const { description = "", default: preset } = field;
  const choices = field.type === "string" ? (field.enum ?? []) : [];
  const on = field.type === "boolean" ? "on" : String(preset);
  const byDefault = preset === undefined || preset === false ? [] : [`(default: ${on}`];
  return [description, ...choices, ...byDefault, ...(isRequired(field) ? ["(required)"] : [])];
}

function expectTold(text: string, field: Field): void {
  for (const words of toldOf(field)) expect(text).toContain(words);
  expect(text.includes("(required)")).toBe(isRequired(field));
  expect(text.includes("(default: ")).toBe(field.default !== undefined && field.default !== false);
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
      expect(option?.description.includes("(required)")).toBe(isRequired({ ...rest, description }));
      expect(option?.value === undefined).toBe(rest.type === "boolean");
      expect(option?.value?.oneOf ?? []).toEqual(rest.type === "string" ? (rest.enum ?? []) : []);
      const preset = rest.type === "boolean" ? undefined : rest.default;
      expect(option?.value?.byDefault).toBe(preset === undefined ? undefined : String(preset));
    }
  });

  test("help", () => {
    const help = helpText({ path: ["chatty", "run", name], command: declaredArguments(command) });
    expect(help).toContain(command.description);
    const items = help.split(/\n +(?=-)/u);
    for (const [field, definition] of fieldsOf(command)) {
      const told = items.filter((item) => item.split(" ", 1).join("") === `--${argumentName(field)}`);
      expect(told).toHaveLength(1);
      expectTold(told.join(""), definition);
    }
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
      const word = `--${argumentName(field)}`;
      const means = options.find((option) => option.word === word)?.means;
      expect(means?.startsWith(definition.description ?? "")).toBe(true);
      if (definition.type === "boolean") continue;
      const values = runCandidates(COMMANDS, { words: [name, word], current: "", run });
      const choices = definition.type === "string" ? (definition.enum ?? []) : [];
      expect(values.map((value) => value.word)).toEqual(choices);
    }
  });

  test("a section of the man page", () => {
    const root = describedCommand({ meta: { name: "chatty" } }, ["chatty"]);
    const page = manPage(root, { date: undefined, toRun: [described] }).replaceAll("\\-", "-");
    expect(page).toContain(`chatty run ${name}`);
    expect(page).toContain(command.description);
    const items = page.slice(page.indexOf(`.SS "chatty run ${name}"`)).split("\n.TP\n");
    for (const [field, definition] of fieldsOf(command)) {
      const told = items.filter((item) => item.startsWith(`\\fB--${argumentName(field)}\\fR`));
      expect(told).toHaveLength(1);
      expectTold(told.join(""), definition);
    }
  });

  test("a row of the list", () => {
    expect(listText([command])).toContain(command.description);
    const [row] = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(listJson([command])));
    const { description, readOnly, origin, does } = command;
    const input = z.toJSONSchema(inputSchema(command), { io: "input" });
    expect(row).toEqual({ name, description, read_only: readOnly, origin, kind: does.kind, input });
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
      const { optional: _optional, ...said } = definition;
      expect(properties[field]).toMatchObject(said);
      expect(required.includes(field)).toBe(isRequired(definition));
      // Nor does it say more, but for what a whole number is in JSON.
      const more = definition.type === "integer" ? ["minimum", "maximum"] : [];
      const members = Object.keys(z.record(z.string(), z.unknown()).parse(properties[field]));
      expect([...Object.keys(said), ...more]).toEqual(expect.arrayContaining(members));
    }
    const { does } = command;
    const output = does.kind === "function" ? does.output : runOutputSchema;
    expect(tool?.outputSchema).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(output))));
  });

  test("a form of the page", () => {
    const html = commandForm(command, { token: "token", home: "/x/" }).markup;
    expect(html).toContain(`action="/x/commands/${name}"`);
    expect(html).toContain(command.description);
    const controls = Array.from(
      html.matchAll(/<(?:input|select|textarea)\b[^>]* name="([^"]+)"/gu),
      ([, field]) => field,
    );
    expect(controls.filter((field) => field !== "_token")).toEqual(names);
    for (const [field, definition] of fieldsOf(command)) {
      const [part = ""] = html
        .split('<div class="field">\n')
        .filter((one) => one.includes(` name="${field}"`));
      expect(part).toContain(`<label for="${name}-${field}">${field}</label>`);
      const help = /<span class="help"[^>]*>([^<]*)</u.exec(part)?.[1];
      const { description } = definition;
      const told = [description, wantedOf(definition), ...(isRequired(definition) ? ["required"] : [])];
      expect(help).toBe(told.join("; "));
      expect(controlIn(part)).toEqual(controlOf(definition));
      const options = [...part.matchAll(/<option value="([^"]+)"( selected)?>/gu)];
      expect(options.map(([, value]) => value)).toEqual(
        definition.type === "string" ? (definition.enum ?? []) : [],
      );
      const selected = options.filter(([, , mark]) => mark !== undefined).map(([, value]) => value);
      expect(selected).toEqual(
        options.length > 0 && definition.default !== undefined ? [definition.default] : [],
      );
    }
  });
});

/** What browsers keep to, and show at first. */
function controlOf(field: Field): Readonly<Record<string, string>> {
  const preset = field.default === undefined ? "" : String(field.default);
  const required = isRequired(field) && { required: "" };
  if (field.type === "boolean") return { value: "true", ...(field.default === true && { checked: "" }) };
  if (field.type === "string") {
    const { minLength, maxLength } = field;
    return {
      ...required,
      ...(field.enum === undefined && !isManyLines(field) && { value: preset }),
      ...(minLength !== undefined && { minlength: String(minLength) }),
      ...(maxLength !== undefined && { maxlength: String(maxLength) }),
    };
  }
  const { minimum, maximum, type } = field;
  return {
    ...required,
    value: preset,
    step: type === "integer" ? "1" : "any",
    ...(minimum !== undefined && { min: String(minimum) }),
    ...(maximum !== undefined && { max: String(maximum) }),
  };
}

function controlIn(html: string): Readonly<Record<string, string>> {
  const [, tag = ""] = /<(?:input|select|textarea)\b([^>]*)>/u.exec(html) ?? [];
  const attributes = [...tag.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/gu)];
  const kept = attributes.filter(
    ([, name = ""]) => !["id", "name", "type", "rows", "aria-describedby"].includes(name),
  );
  return Object.fromEntries(kept.map(([, name = "", value = ""]) => [name, value]));
}

test("the command line and a form give a command the same input", () => {
  if (probe === undefined) throw new Error("no probe");
  const words = ["--zq-text", "zab", "--zq-count=4", "--zq-ratio", "-1", "--no-zq-all", "--zq-dry"];
  const form = { zq_text: "zab", zq_count: "4", zq_ratio: "-1", zq_all: "false", zq_dry: "true" };
  const input = { zq_text: "zab", zq_pick: "zq2", zq_count: 4, zq_ratio: -1, zq_all: false, zq_dry: true };
  expect(inputFromTexts(probe, readArguments(probe, words))).toEqual(input);
  expect(inputFromTexts(probe, form)).toEqual(input);
  expect(inputSchema(probe).parse(input)).toEqual(input);
});

test("no other source says what a built-in command's declaration says, nor a part of it", () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/^benchmarks|\.(?:test|system)\.ts$/u.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8").replaceAll(/\s+/gu, " ") }));
  for (const command of BUILT_IN) {
    const told = [command.description, ...fieldsOf(command).map(([, { description = "" }]) => description)];
    for (const part of told.flatMap(partsOf)) {
      const found = sources.filter(({ text }) => part.test(text)).map(({ path }) => path);
      expect(found, String(part)).toEqual([join("commands", `${command.name}.ts`)]);
    }
  }
});

const PART_WORDS = 5;

/** Every few words of a text, wherever they stand; short texts as a whole, in quotes of any kind. */
function partsOf(text: string): readonly RegExp[] {
  const words = text.split(" ").map((word) => RegExp.escape(word));
  if (words.length < PART_WORDS) return [new RegExp(`["'\`]${words.join(" ")}["'\`]`, "u")];
  return words
    .slice(PART_WORDS - 1)
    .map((_word, at) => new RegExp(words.slice(at, at + PART_WORDS).join(" "), "u"));
}
