import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AjvJsonSchemaValidator } from "@modelcontextprotocol/server/validators/ajv";
import { Fault } from "@slipway/fault";
import { mutate, type Random, seededRandom } from "@slipway/testkit";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { inputSchema } from "../commands/input-schema.ts";
import { promptText } from "../commands/prompt.ts";
import { readInput } from "../commands/read-input.ts";
import { startParams } from "../commands/start-params.ts";
import { isRunCommand } from "../commands/testing/is-run-command.ts";
import { schemaFileText } from "./json-schema.ts";
import { readConfigText } from "./read-config-text.ts";
import { configView } from "./show-config.ts";

import type { ChattyConfig } from "./chatty-config.ts";

const DOCUMENT = join(import.meta.dirname, "..", "..", "..", "..", "docs", "commands.md");
const PATH = "/ada/chatty.config.json";
const ROUNDS = 1200;

const [, EXAMPLE = ""] = /```jsonc\n(\{.*?\n\})\n```/su.exec(readFileSync(DOCUMENT, "utf8")) ?? [];

const TEXTS: readonly string[] = [
  ..."a -- -x ~ ~/a / .. [ (a+)+$ ^\\p{L}$ $& __proto__ {name} {text} x{text}y {constructor}".split(" "),
  ..."string integer boolean program shell open http GET POST https://{text} mailto:{text}".split(" "),
  ..."https://x.test/{text}?a={name} https://x.test\\@y.test".split(" "),
  "",
  " ",
  "\0",
  "a\r\nb: c",
  "\u001b[31m",
  "\ud800",
  "x".repeat(5000),
];

/** What may come to stand anywhere. */
const VALUES: readonly unknown[] = [
  ...TEXTS,
  null,
  true,
  false,
  0,
  -1,
  1,
  1.5,
  1e21,
  2 ** 53,
  ...Array.from(TEXTS, (text) => [text]),
  [],
  [[]],
  {},
  { a: "b" },
  { type: "string" },
  { type: "string", enum: ["a", "a"] },
  { type: "boolean", default: true },
  { type: "number", minimum: 2, maximum: 1 },
  { kind: "shell", script: "true" },
];

const KEYS = [
  "constructor",
  "toString",
  "a",
  "A",
  "",
  "help",
  "account",
  "provider",
  "default",
  "optional",
  "enum",
];

/** A copy in which something else stands somewhere, or under another name, or is gone. */
function changed(value: unknown, random: Random): unknown {
  const isLeaf = typeof value !== "object" || value === null || Object.keys(value).length === 0;
  if (isLeaf || random.below(20) === 0) return VALUES[random.below(VALUES.length)];
  if (!Array.isArray(value))
    return Object.fromEntries(changedList(Object.entries(value), random, changedEntry));
  return changedList<unknown>(value, random, changed);
}

function changedList<T>(
  items: readonly T[],
  random: Random,
  change: (item: T | undefined, random: Random) => T,
): readonly T[] {
  const at = random.below(items.length);
  switch (random.below(12)) {
    case 0:
      return items.toSpliced(at, 0, change(undefined, random));
    case 1:
      return items.toSpliced(at, 1);
    default:
      return items.with(at, change(items[at], random));
  }
}

type Entry = readonly [string, unknown];

function changedEntry([key, value]: Entry = ["a", undefined], random: Random): Entry {
  const isRenamed = random.below(12) === 0;
  return isRenamed ? [KEYS[random.below(KEYS.length)] ?? key, value] : [key, changed(value, random)];
}

/** What the text declares; undefined where it was refused, which tells every place. */
function readOrRefused(text: string, seed: number): ChattyConfig | undefined {
  try {
    return { path: PATH, isThere: true, ...readConfigText(text, PATH) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.code, `seed ${seed}`).toBe("config-invalid");
    expect(error.details.length, `seed ${seed}`).toBeGreaterThan(0);
    for (const line of error.details) {
      expect(line, `seed ${seed}`).toMatch(/^(?:chatty\.config\.json:[1-9]\d*:[1-9]\d*: .+|and \d+ more)$/u);
      expect(line, `seed ${seed}`).not.toMatch(/\p{Cc}/u);
      expect(line.length, `seed ${seed}: ${line.slice(0, 80)}`).toBeLessThan(1000);
    }
    return undefined;
  }
}

/** Everything that others make of a configuration can be made of it, and every value is taken or refused. */
function expectUsable(config: ChattyConfig, random: Random): void {
  JSON.stringify(configView(config));
  for (const { name, arguments: input, ...prompt } of config.prompts) {
    const given = Object.fromEntries(Object.keys(input).map((argument) => [argument, "{a} $& \0"]));
    takenOrRefused(() =>
      promptText({ name, ...prompt, arguments: input }, readInput({ name, input }, given)),
    );
  }
  for (const command of config.commands.filter(isRunCommand)) {
    z.toJSONSchema(inputSchema(command));
    const values = Object.keys(command.input).map((name) => [name, VALUES[random.below(VALUES.length)]]);
    takenOrRefused(() => {
      const input = readInput(command, Object.fromEntries(values));
      for (const platform of ["linux", "win32"] as const) startParams(command, { input, platform });
    });
  }
}

function takenOrRefused(use: () => void): void {
  try {
    use();
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "invalid-input") throw error;
  }
}

describe("whatever a configuration is made into,", () => {
  const editor = new AjvJsonSchemaValidator().getValidator(JSON.parse(schemaFileText()));

  test("it is refused with places, or can be used, and an editor has nothing to say of it", () => {
    const content: unknown = parse(EXAMPLE);
    let held = 0;
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = seededRandom(seed);
      let other = content;
      for (let count = 1 + random.below(3); count > 0; count--) other = changed(other, random);
      const text = JSON.stringify(other) ?? "";
      const config = readOrRefused(text, seed);
      if (config === undefined) continue;
      held++;
      expectUsable(config, random);
      expect(editor(JSON.parse(text)).valid, `seed ${seed}: ${text}`).toBe(true);
    }
    expect(held).toBeGreaterThan(ROUNDS / 20);
  });

  test("its bytes are refused with places, or can be used", () => {
    const bytes = new TextEncoder().encode(EXAMPLE);
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = seededRandom(seed);
      const config = readOrRefused(new TextDecoder().decode(mutate(bytes, random)), seed);
      if (config !== undefined) expectUsable(config, random);
    }
  });
});
