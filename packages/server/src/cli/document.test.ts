import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { expect, test } from "vitest";

import { idleEnv } from "../completions/testing/idle-env.ts";
import { DEFAULTS } from "../settings/defaults.ts";
import { VARIABLES } from "../settings/variables.ts";
import { describedCommand, ownName, withDescendants } from "./described-command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { commandTree } from "./tree.ts";

const DOCS = resolve(import.meta.dirname, "../../../../docs");
const DOCUMENT = readFileSync(join(DOCS, "chatty.md"), "utf8");
const ROOT = describedCommand(commandTree(idleEnv()), ["chatty"]);

/** The cells of the rows whose first one has these characters. */
function row(first: string): string {
  return (
    DOCUMENT.split("\n").find((line) => line.startsWith("|") && line.split("|")[1]?.includes(first)) ?? ""
  );
}

test.each([...VARIABLES])("docs/chatty.md names %s", (name) => {
  expect(DOCUMENT).toContain(`\`${name}\``);
});

test.each(Object.entries(DEFAULTS))("docs/chatty.md has the default of %s", (name, value) => {
  const variable = name.replace(/[A-Z]/u, "_$&").toUpperCase();
  expect(row(`CHATTY_${variable}`)).toContain(`\`${value}\``);
});

test.each(Object.keys(GLOBAL_OPTIONS))("docs/chatty.md has the option --%s", (name) => {
  expect(row(`\`--${name}`)).not.toBe("");
});

test.each(ROOT.children.map(ownName))("docs/chatty.md has the command %s and those below it", (name) => {
  const command = ROOT.children.find((child) => ownName(child) === name);
  const below = command === undefined || name === "completions" ? [] : withDescendants(command).slice(1);
  const lines = DOCUMENT.split("\n").filter((line) => new RegExp(`^\\|.*\`${name}\\b`, "u").test(line));
  expect(lines).not.toEqual([]);
  for (const child of below) expect(lines.join("\n")).toMatch(new RegExp(`\\b${ownName(child)}\\b`, "u"));
});

/** Every page that links lead to from one, itself too. */
function pagesFrom(first: string): ReadonlySet<string> {
  const found = new Set([first]);
  for (const page of found) {
    for (const [, target = ""] of readFileSync(page, "utf8").matchAll(/\]\(([^():#]+\.md)(?:#[^)]*)?\)/gu)) {
      const path = resolve(dirname(page), target);
      if (existsSync(path)) found.add(path);
    }
  }
  return found;
}

const REACHED = pagesFrom(join(DOCS, "chatty.md"));

test.each(readdirSync(DOCS))("links lead from docs/chatty.md to docs/%s", (name) => {
  expect([...REACHED]).toContain(join(DOCS, name));
});

test.each(["commands", "mcp", "mcp-over-http", "daemon", "install", "exit-codes"])(
  "docs/chatty.md itself links docs/%s.md",
  (name) => {
    expect(DOCUMENT).toContain(`](${name}.md`);
  },
);
