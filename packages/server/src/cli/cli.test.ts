import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { processesIn, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { providerServer } from "../accounts/testing/provider-server.ts";
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
      read_only: true,
      origin: "configuration",
      kind: "program",
      input: expect.objectContaining({ properties: { name: expect.objectContaining({ default: "Ada" }) } }),
    });
  });

  test.each([
    ["before the command", (file: string) => ["--config", file, "list", "--json"]],
    ["behind it", (file: string) => ["list", "--json", `--config=${file}`]],
    ["and --json before it", (file: string) => ["--json", `--config=${file}`, "list"]],
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
    expect(JSON.parse(stdout)).toMatchObject({ path: user.config, exists: true });
  });

  test.each(["list", "config path", "run uuid", "server status", "history --limit=1"])(
    'runs "%s" whatever settings say that it does not use',
    async (words) => {
      const home = newUser();
      const env = { CHATTY_PORT: "abc", CHATTY_TRANSPORT: "x", CHATTY_HOST: "a b" };
      const ran = await chatty.run(words.split(" "), { user: { ...home, env: { ...home.env, ...env } } });
      expect(ran.stderr).not.toContain("error");
      expect(ran.exitCode).toBe(0);
    },
  );

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
    expect(await offered("h", ["--json", "run"])).toContain("hash");
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

  test.skipIf(isWindows)(
    "runs what is configured, hands its exit code on, and keeps it in the history",
    async () => {
      const user = newUser();
      const fail = { ...GREET, input: {}, does: { kind: "shell", script: "echo out; echo err >&2; exit 3" } };
      const config = JSON.stringify({ commands: { greet: GREET, fail } });
      writeFiles(user.home, { "config/chatty/chatty.config.json": config });
      const greeted = await chatty.run(["run", "greet", "--name=Bob"], { user });
      expect(greeted).toEqual({ exitCode: 0, stdout: "Hello Bob\n", stderr: "" });
      const failed = await chatty.run(["run", "fail"], { user });
      expect(failed).toEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
      const json = await chatty.run(["--json", "run", "greet"], { user });
      const result: { run: string } = JSON.parse(json.stdout);
      expect(result).toMatchObject({ state: "exited", exit_code: 0, output: "Hello Ada\n" });
      const { stdout } = await chatty.run(["history", "--json"], { user });
      const { runs }: { runs: { id: string; command: string; exit_code: number }[] } = JSON.parse(stdout);
      expect(runs.map(({ command, exit_code }) => [command, exit_code])).toEqual([
        ["greet", 0],
        ["fail", 3],
        ["greet", 0],
      ]);
      expect(runs[0]?.id).toBe(result.run);
      const one = await chatty.run(["history", result.run], { user });
      expect(one).toMatchObject({ exitCode: 0, stderr: "" });
      expect(one.stdout).toMatch(/^run: .*\ncommand: greet\n[^]*\n\nHello Ada\n$/u);
    },
  );

  test.skipIf(isWindows)("ends a run at Ctrl+C, and with it all that it has started", async () => {
    const user = newUser();
    const slow = { ...GREET, input: {}, does: { kind: "shell", script: "sleep 600 & echo ready; wait" } };
    writeFiles(user.home, {
      "config/chatty/chatty.config.json": JSON.stringify({ commands: { slow } }),
    });
    const child = chatty.start(["run", "slow"], { user });
    expect(await firstLine(child)).toBe("ready");
    child.kill("SIGINT");
    expect(await new Response(child.stderr).text()).toMatch(
      /^error: Cannot finish "slow": it was cancelled\n/u,
    );
    expect(await child.exited).toBe(130);
    await expect.poll(() => processesIn(user.home), { timeout: 5000 }).toEqual([]);
    const { stdout } = await chatty.run(["history", "--json"], { user });
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ state: "cancelled" }] });
  });

  test.skipIf(isWindows)("logs in with a key from standard input, and out", async () => {
    const user = newUser();
    mkdirSync(user.data, { mode: 0o700 });
    const server = providerServer(user.data);
    const login = await chatty.run(["accounts", "login", "keys"], { user, input: "right\n" });
    expect(login).toMatchObject({ exitCode: 0, stderr: "" });
    expect(server.authorizations).toEqual(["Bearer right"]);
    const list = async (): Promise<unknown> =>
      JSON.parse((await chatty.run(["accounts", "list", "--json"], { user })).stdout);
    expect(await list()).toMatchObject({ accounts: [{ account: "keys", state: "ready" }] });
    expect((await chatty.run(["accounts", "logout", "keys"], { user })).exitCode).toBe(0);
    expect(await list()).toEqual({ accounts: [] });
  });

  test("prints its man page", async () => {
    const { stdout, stderr, exitCode } = await chatty.run(["man"], { user: newUser() });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^\.TH "CHATTY" "1" /u);
    for (const part of [".SH EXIT STATUS", '.SS "chatty accounts login"', '.SS "chatty run hash"'])
      expect(stdout).toContain(`\n${part}\n`);
  });

  test("says of the daemon that it is there, and that none is shared", async () => {
    const user = newUser();
    const status = await chatty.run(["daemon", "status", "--json"], { user });
    expect(status).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(status.stdout)).toMatchObject({ shared: false, fits: true });
    const stopped = await chatty.run(["daemon", "stop", "--json"], { user });
    expect(JSON.parse(stopped.stdout)).toEqual({ pid: null });
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
        url,
      }),
    ]);
    const other = newUser();
    const none = { exitCode: 0, stdout: "", stderr: "No server is running that is reached over HTTP\n" };
    expect(await chatty.run(["server", "stop"], { user: other })).toEqual(none);
    const stopped = await chatty.run(["server", "stop", String(child.pid)], { user });
    expect(stopped).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await child.exited).toBe(0);
    expect(await chatty.run(["server", "status"], { user })).toEqual(none);
    expect(await chatty.run(["server", "status", "--quiet"], { user })).toEqual({ ...none, stderr: "" });
  });
});
