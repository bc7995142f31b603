import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { findCommand } from "../commands/catalog.ts";
import { readInput } from "../commands/read-input.ts";
import { startParams } from "../commands/start-params.ts";
import { isRunCommand } from "../commands/testing/is-run-command.ts";
import { initConfig } from "./init-config.ts";
import { schemaFileText } from "./json-schema.ts";
import { loadConfig } from "./load-config.ts";
import { configSummary, configView } from "./show-config.ts";

/** What a command of that configuration writes when it is run here. */
async function outputOf(path: string, name: string, given: object): Promise<string> {
  const command = findCommand((await loadConfig(path)).commands, name);
  if (!isRunCommand(command)) throw new Error("no run");
  const params = startParams(command, { input: readInput(command, given), platform: process.platform });
  if (params.kind !== "program") throw new Error("no program");
  const { PATH = "" } = process.env;
  return Bun.spawnSync([...params.argv], { env: { PATH, ...params.env } }).stdout.toString();
}

describe("initConfig()", () => {
  test("writes a configuration that holds and runs, with its schema beside it", async () => {
    const path = join(tempFolder(), "not", "there", "chatty.config.json");
    const [written, schema = ""] = await initConfig(path, process.platform);
    expect(written).toBe(path);
    expect(readFileSync(schema, "utf8")).toBe(schemaFileText());
    expect(readFileSync(path, "utf8")).toContain('"$schema": "./chatty.schema.json"');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await outputOf(path, "greet", {})).toBe("Hello, world\n");
    expect(await outputOf(path, "greet", { name: '"; exit 1; $(id)' })).toBe('Hello, "; exit 1; $(id)\n');
  });

  test("writes for Windows what PowerShell reads", async () => {
    const path = join(tempFolder(), "chatty.config.json");
    await initConfig(path, "win32");
    const { does } = findCommand((await loadConfig(path)).commands, "greet");
    expect(does).toEqual({ kind: "shell", script: 'echo "Hello, $env:INPUT_NAME"' });
  });

  test.each([
    ["linux", "/home/ada/a b", "."],
    ["win32", String.raw`C:\a b`, "a"],
  ] as const)(
    "writes for %s a command that takes %j, and not what would begin in the home folder",
    async (platform, absolute, relative) => {
      const path = join(tempFolder(), "chatty.config.json");
      await initConfig(path, platform);
      const command = findCommand((await loadConfig(path)).commands, "git-log");
      expect(readInput(command, { folder: absolute })).toMatchObject({ folder: absolute });
      const fault = await caught(() => readInput(command, { folder: relative }));
      expect(fault.code).toBe("invalid-input");
    },
  );

  test("writes nothing over", async () => {
    const path = join(tempFolder(), "chatty.config.json");
    writeFileSync(path, "{}");
    const fault = await caught(() => initConfig(path, process.platform));
    expect(fault.code).toBe("config-exists");
    expect(readFileSync(path, "utf8")).toBe("{}");
  });

  test("writes no other schema over, and leaves its own one as it is", async () => {
    const folder = tempFolder();
    const [path, schema] = [join(folder, "a.json"), join(folder, "chatty.schema.json")];
    writeFileSync(schema, "mine");
    const fault = await caught(() => initConfig(path, process.platform));
    expect(fault).toMatchObject({ code: "config-exists", message: expect.stringContaining(schema) });
    expect(readFileSync(schema, "utf8")).toBe("mine");
    expect(existsSync(path)).toBe(false);
    writeFileSync(schema, schemaFileText());
    expect(await initConfig(path, process.platform)).toEqual([path, schema]);
  });

  test("tells what the system refuses", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    const fault = await caught(() => initConfig(join(file, "chatty.config.json"), process.platform));
    expect(fault.code).toBe("file-in-the-way");
  });
});

describe("configView() and configSummary()", () => {
  const text = {
    commands: {
      ask: {
        description: "Ask",
        readOnly: true,
        input: { q: { type: "string" } },
        does: { kind: "http", url: "https://x.test/?q={q}", headers: { "x-key": "secret-1", "x-q": "{q}" } },
      },
      go: {
        description: "Go",
        readOnly: false,
        does: { kind: "program", argv: ["go"], env: { TOKEN: "secret-2" } },
      },
    },
    prompts: { tell: { description: "Tell", text: "Tell me" } },
  };

  test("tell all but what may be a secret", async () => {
    const path = join(tempFolder(), "chatty.config.json");
    writeFileSync(path, JSON.stringify(text));
    const config = await loadConfig(path);
    const view = configView(config);
    expect(JSON.stringify(view)).not.toContain("secret");
    expect(view).toMatchObject({ path, exists: true, prompts: text.prompts });
    expect(view.commands["ask"]).toEqual({
      ...text.commands.ask,
      origin: "configuration",
      does: { ...text.commands.ask.does, headers: { "x-key": "(hidden)", "x-q": "{q}" } },
    });
    expect(view.commands["go"]?.does).toEqual({ kind: "program", argv: ["go"], env: { TOKEN: "(hidden)" } });
    expect(view.commands["uuid"]).toMatchObject({ origin: "built-in", does: { kind: "function" } });
    expect(configSummary(config)).toBe(`${path}: 2 commands, 1 prompt`);
  });

  test("tell that there is none", async () => {
    const path = join(tempFolder(), "none.json");
    expect(configSummary(await loadConfig(path))).toBe(`${path}: not there, built-in commands only`);
  });
});
