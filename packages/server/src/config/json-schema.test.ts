import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { expect, test } from "vitest";

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
