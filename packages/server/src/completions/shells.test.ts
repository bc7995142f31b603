import { join } from "node:path";

import { expectGolden, runProgram, tempFolder } from "@slipway/testkit";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type DescribedCommand, describedCommand } from "../cli/described-command.ts";
import { commandTree } from "../cli/tree.ts";
import { completionsFor } from "./shells.ts";
import { idleEnv } from "./testing/idle-env.ts";

const ROOT = describedCommand(commandTree(idleEnv()), ["chatty"]);
const ENDINGS = { bash: "bash", zsh: "zsh", fish: "fish", powershell: "ps1" } as const;

/** Descriptions and names with everything in them that shells take for more than itself. */
const ODD: DescribedCommand = {
  path: ["7-odd"],
  description: "",
  version: undefined,
  options: [],
  arguments: [],
  isOpen: false,
  children: [
    {
      path: ["7-odd", "a:b"],
      description: `It's $HOME, "quoted" \`here\`: [a] \\ b % c`,
      version: undefined,
      options: [
        {
          name: "x",
          short: undefined,
          description: "That's [x]: $(touch made)",
          value: { hint: "A:B", oneOf: [], byDefault: undefined },
          isGlobal: false,
        },
      ],
      arguments: [{ name: "IT'S:[x]", description: "", isRequired: false }],
      isOpen: false,
      children: [],
    },
  ],
};

describe("completionsFor()", () => {
  test.each(["bash", "zsh", "fish", "powershell"] as const)("%s is as it was", async (shell) => {
    const text = await completionsFor(shell, ROOT);
    expectGolden(text, join(import.meta.dirname, "golden", `chatty.${ENDINGS[shell]}`));
    expect(text).not.toMatch(/undefined|\[object|[^\n -~]/u);
  });

  test.each(["bash", "zsh", "fish", "powershell"] as const)(
    "%s has every word of every command",
    async (shell) => {
      const text = await completionsFor(shell, ROOT);
      for (const word of ["list", "start", "powershell", "json", "port", "::1", "stdio", "help", "version"])
        expect(text.replaceAll("\\", ""), word).toContain(word);
    },
  );

  test.each(["bash", "zsh", "fish"] as const)("%s takes odd texts for nothing but text", async (shell) => {
    if (Bun.which(shell) === null) return;
    const folder = tempFolder();
    writeFileSync(join(folder, "odd"), await completionsFor(shell, ODD));
    const ran = runProgram([shell, "-n", "odd"], { cwd: folder });
    expect(ran).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});
