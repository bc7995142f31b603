import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { expect, test } from "vitest";

import { BUILT_IN as COMMANDS } from "../commands/built-in.ts";
import { listJson } from "./list-json.ts";
import { listText } from "./list.ts";

test("listText() is one line a command, in columns, without trailing blanks", () => {
  const text = listText(COMMANDS);
  expect(text.split("\n")).toHaveLength(COMMANDS.length + 2);
  expect(text).not.toMatch(/ \n/u);
  expectGolden(text, join(import.meta.dirname, "golden", "list.txt"));
});

test("listText() tells commands that change something from those that read", () => {
  const [first] = COMMANDS;
  if (first === undefined) throw new Error("no commands");
  expect(listText([{ ...first, name: "rm", description: "Remove", readOnly: false }])).toBe(
    "COMMAND  DOES     DESCRIPTION\nrm       changes  Remove\n",
  );
});

test("listJson() has the JSON schema of every input", () => {
  expectGolden(listJson(COMMANDS), join(import.meta.dirname, "golden", "list.json"));
});
