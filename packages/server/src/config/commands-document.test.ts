import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { LIMITS } from "../limits.ts";
import { schemaFileText } from "./json-schema.ts";
import { loadConfig } from "./load-config.ts";

const DOCUMENT = join(import.meta.dirname, "..", "..", "..", "..", "docs", "commands.md");
const MAIN = join(import.meta.dirname, "..", "main.ts");

/** The example of the document, in a file. */
function exampleFile(): string {
  const [, example = ""] = /```jsonc\n(\{.*?\n\})\n```/su.exec(readFileSync(DOCUMENT, "utf8")) ?? [];
  const path = join(tempFolder(), "chatty.config.json");
  writeFileSync(path, example);
  return path;
}

async function chatty(
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const { PATH = "", HOME = "" } = process.env;
  const child = Bun.spawn([process.execPath, MAIN, ...args], {
    env: { PATH, HOME, CHATTY_DATA_DIR: tempFolder(), CHATTY_KEYRING: "off" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { stdout, stderr, exitCode: await child.exited };
}

describe("the example of docs/commands.md", () => {
  test("holds, and has every kind", async () => {
    const { commands, prompts } = await loadConfig(exampleFile());
    const kinds = commands.filter(({ origin }) => origin === "configuration").map(({ does }) => does.kind);
    expect(kinds.toSorted()).toEqual(["http", "open", "program", "shell"]);
    expect(commands).toHaveLength(BUILT_IN.length + 4);
    expect(prompts).toHaveLength(1);
  });

  test("runs: a script gets values, and executes nothing of them", async () => {
    const config = exampleFile();
    const marker = join(tempFolder(), "marker");
    const name = `Ada"; touch ${marker}; "$(touch ${marker})`;
    expect(await chatty("--config", config, "run", "greet", "--name", name)).toEqual({
      stdout: `Hello, ${name}\n`,
      stderr: "",
      exitCode: 0,
    });
    expect(existsSync(marker)).toBe(false);
  });

  test("runs: a program gets values as whole arguments, and groups as they have values", async () => {
    const config = exampleFile();
    const folder = tempFolder();
    writeFileSync(join(folder, "a.txt"), "one -x $HOME\nOne -x $home\n");
    const run = (...args: readonly string[]): ReturnType<typeof chatty> =>
      chatty("--config", config, "run", "search-files", "--folder", folder, ...args);
    expect((await run("--text=-x $HOME")).stdout).toBe(`${folder}/a.txt:1:one -x $HOME\n`);
    expect((await run("--text=-x $HOME", "--any-case")).stdout.split("\n")).toHaveLength(3);
    expect((await run("--text=-x $HOME", "--any-case", "--count", "1")).stdout.split("\n")).toHaveLength(2);
    // grep's own exit code for nothing found.
    expect((await run("--text", "none")).exitCode).toBe(1);
    expect((await run("--text", "none", "--count", "0")).stderr).toContain(
      "count: found 0, wanted a whole number",
    );
  });

  test("says how much of an output a result has, as docs/mcp.md does", () => {
    const most = `at most ${LIMITS.shownOutput.toLocaleString("en-US")} characters`;
    expect(readFileSync(DOCUMENT, "utf8")).toContain(most);
    expect(readFileSync(join(DOCUMENT, "..", "mcp.md"), "utf8")).toContain(most);
  });

  test("names every member of a field and of an action that the schema has", () => {
    const text = readFileSync(DOCUMENT, "utf8");
    const members = new Set(membersOf(JSON.parse(schemaFileText())));
    expect(members.size).toBeGreaterThan(20);
    expect(
      [...members].filter((name) => !text.includes(`\`${name}\``) && !text.includes(`"${name}"`)),
    ).toEqual([]);
  });
});

/** The names that a configuration's schema knows, wherever in it they stand. */
function membersOf(schema: object): readonly string[] {
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null) return [];
    return key === "properties" ? [...Object.keys(value), ...membersOf(value)] : membersOf(value);
  });
}
