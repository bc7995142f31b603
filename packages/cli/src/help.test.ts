import { expect, test } from "vitest";

import { commandHelp, mainHelp } from "./help.ts";

const COMMAND = {
  name: "keys",
  description: "Make keys",
  options: {
    out: { kind: "text", value: "folder", description: "Where to" },
    quick: { kind: "flag", description: "At once" },
  },
  positionals: ["new"],
  run: async (): Promise<void> => Promise.resolve(),
} as const;

test("mainHelp() lists the commands in columns", () => {
  const text = mainHelp([COMMAND, { ...COMMAND, name: "a" }], { version: "1.0.0", description: "Ships" });
  expect(text).toContain("slipway 1.0.0: Ships\n\nUsage: slipway <command> [options]\n");
  expect(text).toContain("  keys  Make keys\n  a     Make keys\n");
});

test("commandHelp() shows what a command takes, the common options included", () => {
  const text = commandHelp(COMMAND);
  expect(text).toContain("Usage: slipway keys new [options]\n");
  expect(text).toContain("  --out <folder>  Where to\n  --quick         At once\n");
  expect(text).toContain("  --json          Print the result as JSON\n");
  expect(text).toMatch(/ {2}--help {10}Show this help\n$/u);
  expect(commandHelp({ ...COMMAND, variables: { HOME: "Where" } })).toContain(
    "\n\nEnvironment:\n  HOME  Where\n",
  );
});
