import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";
import * as z from "zod";

import { startedServer } from "./testing/server-process.ts";

const MAIN = resolve(import.meta.dirname, "..", "main.ts");
const DOCUMENT = readFileSync(resolve(import.meta.dirname, "../../../../docs/mcp.md"), "utf8");

const startSchema = z.strictObject({
  type: z.literal("stdio").optional(),
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()).default({}),
});
type Start = z.infer<typeof startSchema>;

const fileSchema = z.union([
  z
    .strictObject({ mcpServers: z.strictObject({ chatty: startSchema }) })
    .transform((file) => file.mcpServers),
  z.strictObject({ servers: z.strictObject({ chatty: startSchema }) }).transform((file) => file.servers),
]);
const addedSchema = startSchema.extend({ name: z.literal("chatty") });

function blocks(language: string): readonly string[] {
  const fences = new RegExp(`\`\`\`${language}\\n(?<text>.*?)\`\`\``, "gsu");
  return [...DOCUMENT.matchAll(fences)].map(({ groups }) => groups?.["text"] ?? "");
}

/** What a host is told to start by a line for a terminal. */
function startOfLine(line: string): Start {
  const [, json] = /^code --add-mcp '(.*)'$/u.exec(line) ?? [];
  if (json !== undefined) return addedSchema.parse(JSON.parse(json));
  const [, command = "", args = ""] = /^\w+ mcp add .*?(\S*\/chatty) (.*)$/u.exec(line) ?? [];
  return { command, args: args.split(" "), env: {} };
}

const FILES = blocks("json").map((text) => fileSchema.parse(JSON.parse(text)).chatty);
const LINES = blocks("sh")
  .flatMap((text) => text.trim().split("\n"))
  .map(startOfLine);

test("docs/mcp.md has two files of hosts and four lines for a terminal, which start the same program", () => {
  expect([FILES.length, LINES.length]).toEqual([2, 4]);
  for (const { command } of [...FILES, ...LINES]) expect(command).toBe("/home/you/.local/bin/chatty");
});

test.each([...FILES, ...LINES])(
  "what docs/mcp.md tells a host to start is an MCP server: %j",
  async ({ args, env }) => {
    const cwd = tempFolder();
    const own = { HOME: cwd, CHATTY_DATA_DIR: join(cwd, "data"), CHATTY_KEYRING: "off" };
    // That it resolves is the answer to "initialize".
    const server = await startedServer({
      command: process.execPath,
      args: [MAIN, ...args],
      env: { ...own, ...env },
      cwd,
    });
    server.end();
    expect(await server.exited).toBe(0);
  },
);
