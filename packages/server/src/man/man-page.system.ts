/** What groff makes of the man page. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { describedCommand } from "../cli/described-command.ts";
import { commandTree } from "../cli/tree.ts";
import { idleEnv } from "../completions/testing/idle-env.ts";
import { manPage } from "./man-page.ts";

test("groff has nothing to warn of, and shows every command", () => {
  const root = describedCommand(commandTree(idleEnv()), ["chatty"]);
  const folder = tempFolder();
  writeFileSync(join(folder, "chatty.1"), manPage(root, { date: "2026-11-20T08:00:00Z" }));
  const plain = ["-P-cbou", "-Tutf8"];
  const shown = runProgram(["groff", "-man", "-ww", "-b", ...plain, "chatty.1"], { cwd: folder });
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toContain("chatty - A hub for commands that any MCP client can run");
  expect(shown.stdout).toMatch(/chatty gui\n +\[--port N\] \[--host 127\.0\.0\.1 \| localhost \| ::1\]\n/u);
  expect(shown.stdout).toContain("2026-11-20");
});
