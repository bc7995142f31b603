import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { expect, test } from "vitest";

import { docsFileText } from "./generate-docs.ts";
import { typesFileText } from "./generate-types.ts";
import { knownKeys, schemaFileText } from "./json-schema.ts";

test("slipway.schema.json is what the schema gives", () => {
  expectGolden(schemaFileText(), join(import.meta.dirname, "..", "slipway.schema.json"));
});

test("types.gen.ts is what the schema gives", () => {
  expectGolden(typesFileText(), join(import.meta.dirname, "types.gen.ts"));
});

test("docs/configuration.md is what the schema gives", () => {
  expectGolden(docsFileText(), join(import.meta.dirname, "..", "..", "..", "docs", "configuration.md"));
});

test("knownKeys() finds the keys below names and list items", () => {
  expect(knownKeys(["apps", "chatty", "smoke", 0])).toContain("timeoutSeconds");
  expect(knownKeys(["apps", "chatty"])).toContain("entry");
  expect(knownKeys(["nowhere"])).toEqual([]);
});
