import { join } from "node:path";

import { AjvJsonSchemaValidator } from "@modelcontextprotocol/server/validators/ajv";
import { expectGolden } from "@slipway/testkit";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";

import { exampleText } from "./example.ts";
import { knownKeys, schemaFileText } from "./json-schema.ts";

test("chatty.schema.json is what the schema gives", () => {
  expectGolden(schemaFileText(), join(import.meta.dirname, "..", "..", "chatty.schema.json"));
});

test("knownKeys() finds the keys of what a value says it is", () => {
  expect(knownKeys([], {})).toEqual(["$schema", "commands", "prompts"]);
  expect(knownKeys(["commands", "any"], {})).toContain("readOnly");
  expect(knownKeys(["commands", "any", "does"], { kind: "shell" })).toEqual([
    "kind",
    "script",
    "cwd",
    "env",
    "timeout_ms",
  ]);
  expect(knownKeys(["commands", "any", "input", "x"], { type: "integer" })).toContain("minimum");
  expect(knownKeys(["nowhere"], {})).toEqual([]);
});

describe("an editor that knows the schema", () => {
  const isValid = editor();

  test("has nothing to say of the example", () => {
    expect(isValid(parse(exampleText("linux")))).toBe(true);
    expect(isValid({})).toBe(true);
  });

  const sound = { description: "Do", readOnly: true, does: { kind: "shell", script: "true" } };

  test.each([
    [],
    { command: {} },
    { commands: { Do: sound } },
    { commands: { do: { ...sound, readOnly: 1 } } },
    { commands: { do: { ...sound, also: 1 } } },
    { commands: { do: { ...sound, does: { kind: "script", script: "true" } } } },
    { commands: { do: { ...sound, does: { kind: "program", argv: [] } } } },
    { commands: { do: { ...sound, does: { kind: "program", argv: ["a", [1]] } } } },
    { commands: { do: { ...sound, does: { kind: "http", url: "https://x.test", method: "get" } } } },
    { commands: { do: { ...sound, input: { x: { type: "text" } } } } },
    { commands: { do: { ...sound, input: { x: { type: "boolean", minimum: 1 } } } } },
    { prompts: { do: { description: "Do" } } },
  ])("marks %j", (content) => {
    expect(isValid(content)).toBe(false);
  });

  test("takes what chatty takes, with every kind of body", () => {
    for (const body of ["text", 1, null, true, [{ a: ["{b}"] }], { a: { b: [null] } }]) {
      const does = { kind: "http", url: "https://x.test", method: "POST", body };
      expect(isValid({ commands: { do: { ...sound, does } } })).toBe(true);
    }
  });
});

function editor(): (content: unknown) => boolean {
  const check = new AjvJsonSchemaValidator().getValidator(JSON.parse(schemaFileText()));
  return (content) => check(content).valid;
}
