import { describe, expect, test } from "vitest";

import { runCommandCommand } from "../cli/run-command.ts";
import { idleEnv } from "./testing/idle-env.ts";
import { candidateLines, runCandidates } from "./values.ts";

import type { Command } from "../commands/command.ts";

const DEPLOY: Command = {
  name: "deploy",
  description: "Put it where it runs",
  readOnly: false,
  origin: "configuration",
  input: {
    target: { type: "string", enum: ["staging", "production"] },
    dry_run: { type: "boolean" },
    note: { type: "string", optional: true },
  },
  does: { kind: "open", url: "https://example.com" },
};
const GREET: Command = { ...DEPLOY, name: "greet", description: "Greet", input: {} };
const ALWAYS = ["--json", "--config", "--env-file", "--quiet", "--help"];

function offered(words: readonly string[], current = ""): readonly string[] {
  const run = runCommandCommand(idleEnv());
  return runCandidates([DEPLOY, GREET], { words, current, run }).map(({ word }) => word);
}

describe("runCandidates()", () => {
  test.each<[string, readonly string[], string, readonly string[]]>([
    ["the names of commands", [], "", ["deploy", "greet"]],
    ["options of its own before a name", [], "-", ALWAYS],
    ["names behind an option", ["--json"], "", ["deploy", "greet"]],
    ["the arguments of a command", ["deploy"], "", ["--target", "--dry-run", "--note", ...ALWAYS]],
    ["none twice", ["deploy", "--note=a", "--json"], "--", ["--target", "--dry-run", ...ALWAYS.slice(1)]],
    ["the values of an argument", ["deploy", "--target"], "", ["staging", "production"]],
    ["values behind =", ["deploy"], "--target=s", ["--target=staging", "--target=production"]],
    ["nothing where any text will do", ["deploy", "--note"], "", []],
    ["arguments behind a switch", ["deploy", "--dry-run"], "", ["--target", "--note", ...ALWAYS]],
    [
      "a switch by its field's name",
      ["deploy", "--dry_run"],
      "--t",
      ["--target", "--dry-run", "--note", ...ALWAYS],
    ],
    ["nothing of a command that is not there", ["nothing"], "", []],
  ])("offers %s", (_what, words, current, expected) => {
    expect(offered(words, current)).toEqual(expected);
  });
});

test("candidateLines() keeps each candidate in its line, whatever it means", () => {
  expect(candidateLines([{ word: "a", means: "one\ntwo\tthree\u001b[31m" }])).toBe("a\tone two three [31m\n");
});
