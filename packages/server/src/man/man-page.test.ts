import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { describedCommand } from "../cli/described-command.ts";
import { commandTree } from "../cli/tree.ts";
import { idleEnv } from "../completions/testing/idle-env.ts";
import { VERSION } from "../version.ts";
import { manPage } from "./man-page.ts";

const ROOT = describedCommand(commandTree(idleEnv()), ["chatty"]);

describe("manPage()", () => {
  test("is as it was", () => {
    const page = manPage(ROOT, { date: "2026-11-20T08:00:00Z" });
    expectGolden(page.replace(VERSION, "VERSION"), join(import.meta.dirname, "golden", "chatty.1"));
  });

  test("has no date where nobody knows it", () => {
    expect(manPage(ROOT, { date: undefined }).split("\n", 1)).toEqual([
      `.TH "CHATTY" "1" "" "chatty ${VERSION}"`,
    ]);
  });

  test("says how a command ends that runs others, where there is one", () => {
    const page = manPage(ROOT, { date: undefined, toRun: ROOT.children.slice(0, 1) });
    expect(page.slice(page.indexOf(".SH EXIT STATUS"))).toContain("\n.B 128 + n\nSignal n ended the program");
    expect(manPage(ROOT, { date: undefined })).not.toContain("128 + n");
  });

  test("takes nothing of a text for a request or an escape", () => {
    const description = ".so /etc/passwd \\n(yr";
    const page = manPage({ ...ROOT, path: ['a"b'], description, children: [] }, { date: undefined });
    expect(page).toContain('.TH "A\\(dqB" "1"');
    expect(page).toContain('a"b \\- \\&.so /etc/passwd \\en(yr\n');
  });
});
