import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { describeBoth, firstLine, newUser } from "../testing/both.ts";

const isWindows = process.platform === "win32";

const GREET = {
  description: "Greet somebody",
  readOnly: true,
  input: { name: { type: "string", description: "Who", enum: ["Ada", "Bob"], default: "Ada" } },
  does: { kind: "program", argv: ["echo", "Hello", "{name}"] },
};
const CONFIG = JSON.stringify({ commands: { greet: GREET } });

describeBoth("chatty", (chatty) => {
  test("lists what is built in where nothing is configured, and more where it is", async () => {
    const user = newUser();
    const before = await chatty.run(["list"], { user });
    expect(before).toMatchObject({ exitCode: 0, stderr: "" });
    expect(before.stdout).toMatch(/^COMMAND .*\nabout +reads /u);
    writeFiles(user.home, { "config/chatty/chatty.config.json": CONFIG });
    const after = await chatty.run(["list", "--json"], { user });
    expect(JSON.parse(after.stdout)).toContainEqual({
      name: "greet",
      description: "Greet somebody",
      readOnly: true,
      origin: "configuration",
      kind: "program",
      input: expect.objectContaining({ properties: { name: expect.objectContaining({ default: "Ada" }) } }),
    });
  });

  test.each([
    ["before the command", (file: string) => ["--config", file, "list", "--json"]],
    ["behind it", (file: string) => ["list", "--json", `--config=${file}`]],
  ])("takes --config %s, wherever it is started", async (_where, args) => {
    const user = newUser();
    writeFileSync(join(user.cwd, "other.json"), CONFIG);
    const { stdout, stderr } = await chatty.run(args("other.json"), { user });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: "greet" }));
  });

  test("says what is wrong with a configuration, as text and as JSON, with exit code 3", async () => {
    const user = newUser();
    writeFiles(user.home, { "config/chatty/chatty.config.json": '{ "commands": { "a": {} }, }' });
    const { exitCode, stdout, stderr } = await chatty.run(["config", "check", "--json"], { user });
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "config-invalid", exitCode: 3 } });
    expect(stderr).toMatch(
      /^error: Cannot use configuration .*\n {2}chatty\.config\.json:1:\d+: commands\.a/u,
    );
    const doctor = await chatty.run(["doctor", "--json"], { user });
    expect(doctor.exitCode).toBe(1);
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: false });
  });

  test("begins a configuration that holds, and never writes over one", async () => {
    const user = newUser();
    const init = await chatty.run(["config", "init", "--quiet"], { user });
    expect(init).toMatchObject({ exitCode: 0, stderr: "" });
    expect(init.stdout.split("\n", 1)).toEqual([user.config]);
    expect((await chatty.run(["config", "path"], { user })).stdout).toBe(`${user.config}\n`);
    expect((await chatty.run(["config", "check"], { user })).exitCode).toBe(0);
    expect((await chatty.run(["config", "init"], { user })).exitCode).not.toBe(0);
    const { stdout } = await chatty.run(["config", "show"], { user });
    expect(JSON.parse(stdout)).toMatchObject({ path: user.config, isThere: true });
  });

  test("tells the tools that MCP clients get", async () => {
    const user = newUser();
    expect((await chatty.run(["server", "tools"], { user })).stdout).toMatch(
      /\nhash +reads +text \[algorithm\] /u,
    );
    const { stdout } = await chatty.run(["server", "tools", "--json"], { user });
    expect(JSON.parse(stdout)).toMatchObject({
      tools: expect.arrayContaining([
        expect.objectContaining({ name: "uuid", inputSchema: expect.anything() }),
      ]),
    });
  });

  test.each([
    [["lst"], 'Cannot run "chatty lst"', 'Did you mean "list"?'],
    [["list", "--jsno"], 'Cannot use option "--jsno"', 'Did you mean "--json"?'],
    [["run"], 'Cannot run "chatty run": it needs NAME', 'Run "chatty run --help"'],
    [["run", "hsah"], 'Cannot run "hsah"', 'Did you mean "hash"?'],
    [["run", "hash", "--txt=a"], 'Cannot use option "--txt"', 'Did you mean "--text"?'],
    [["server", "stop", "x"], 'Cannot use "x" as PID', 'Run "chatty server status"'],
    [["doctor", "--env-file="], 'Cannot use option "--env-file"', "Write --env-file=VALUE"],
  ])("refuses %j on stderr, and on stdout as JSON where that was asked for", async (args, message, hint) => {
    const user = newUser();
    const plain = await chatty.run(args, { user });
    expect(plain).toMatchObject({ exitCode: 2, stdout: "" });
    const [first = "", second = ""] = plain.stderr.split("\n");
    expect(first).toContain(`error: ${message}`);
    expect(second).toContain(`  → ${hint}`);
    const json = await chatty.run([...args.slice(0, 2), "--json", ...args.slice(2)], { user });
    expect({ ...json, stdout: "" }).toEqual(plain);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { exitCode: 2, message: expect.stringContaining(message) },
    });
  });

  test("offers commands, their arguments and values to completions", async () => {
    const user = newUser();
    writeFiles(user.home, { "config/chatty/chatty.config.json": CONFIG });
    const offered = async (current: string, words: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await chatty.run(["completions", "values", `--current=${current}`, "--", ...words], {
        user,
      });
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split("\t", 1).join(""));
    };
    expect(await offered("", ["run"])).toEqual(["about", "greet", "hash", "time", "uuid"]);
    expect(await offered("-", ["run", "greet"])).toEqual(
      ["name", "json", "config", "env-file", "quiet", "help"].map((name) => `--${name}`),
    );
    expect(await offered("", ["run", "greet", "--name"])).toEqual(["Ada", "Bob"]);
    expect(await offered("--name=", ["run", "greet"])).toEqual(["--name=Ada", "--name=Bob"]);
    expect(await offered("", ["run", "--config", join(user.home, "none.json")])).toEqual([
      "about",
      "hash",
      "time",
      "uuid",
    ]);
    expect(await offered("", ["run", "--config"])).toEqual([]);
    expect(await offered("", ["nothing"])).toEqual([]);
  });

  test("examines itself", async () => {
    const user = newUser();
    const { stdout, stderr, exitCode } = await chatty.run(["doctor", "--json"], { user });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const { findings }: { findings: { check: string; state: string }[] } = JSON.parse(stdout);
    expect(findings.filter(({ state }) => state === "failed")).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set(["version", "path", "settings", "configuration", "data folder", "daemon", "keyring", "port"]),
    );
  });

  test.skipIf(isWindows)("starts, shows and stops a server that is reached over HTTP", async () => {
    const user = newUser();
    const child = chatty.start(["server", "start", "--transport", "http", "--port=0"], { user });
    const url = await firstLine(child);
    const status = await chatty.run(["server", "status", "--json"], { user });
    expect(JSON.parse(status.stdout)).toEqual([
      expect.objectContaining({
        pid: child.pid,
        state: "running",
        transport: "http",
        url: new URL(url).origin,
      }),
    ]);
    const other = newUser();
    expect((await chatty.run(["server", "stop"], { user: other })).stdout).toContain("No server is running");
    const stopped = await chatty.run(["server", "stop", String(child.pid)], { user });
    expect(stopped).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await child.exited).toBe(0);
    expect((await chatty.run(["server", "status"], { user })).stdout).toContain("No server is running");
  });
});
