import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { folderNotice } from "@chatty/daemon/places";
import { type Host, thisHost } from "@slipway/sidecar";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { daemonStatus } from "../daemon/status.ts";
import { chattyFault } from "../faults.ts";
import { writeServerRecord } from "../http/server-record.ts";
import { isAlive } from "../servers/process-alive.ts";
import { readSettings } from "../settings/read-settings.ts";
import { VERSION } from "../version.ts";
import { checkConfig } from "./check-config.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkKeyring } from "./check-keyring.ts";
import { checkPath } from "./check-path.ts";
import { checkPorts } from "./check-ports.ts";
import { checkToken } from "./check-token.ts";
import { doctorText } from "./doctor-text.ts";
import { examine } from "./examine.ts";
import { failed, ok, warning } from "./finding.ts";

import type { Settings } from "../settings/settings.ts";

const DAEMON = join(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");

const isWindows = process.platform === "win32";
const isRoot = process.getuid?.() === 0;

/** A user's process, with folders of its own. */
function host(env: Readonly<Record<string, string>> = {}): Host {
  const data = join(tempFolder(), "data");
  const { PATH, HOME } = process.env;
  return { ...thisHost(), env: { PATH, HOME, CHATTY_DATA_DIR: data, CHATTY_KEYRING: "off", ...env } };
}

/** A daemon that has one answer to everything. */
function daemonThatSays(more: object): { readonly path: string; readonly pid: () => number } {
  const folder = tempFolder();
  const path = join(folder, "chatty-daemon");
  const pidFile = join(folder, "pid");
  const status = {
    status: "running",
    name: "chatty-daemon",
    pid: 1,
    uptime_ms: 1,
    os: "linux",
    cpu: "x64",
    mode: "stdio",
    clients: 1,
    running: 0,
    ...more,
  };
  const answer = JSON.stringify({ jsonrpc: "2.0", id: 0, result: status }).replace('"id":0', '"id":%s');
  const script = `#!/bin/sh\necho $$ >${pidFile}\nwhile read -r line; do id=$(printf '%s' "$line" | sed 's/.*"id":\\([0-9]*\\).*/\\1/'); printf '${answer}\\n' "$id"; done\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return { path, pid: () => Number(readFileSync(pidFile, "utf8")) };
}

describe("checkConfig()", () => {
  test.each<[string, string | undefined, boolean, string, RegExp]>([
    ["none is there", undefined, false, "ok", /not there, built-in commands only$/u],
    ["one that was named is not there", undefined, true, "failed", /there is no such file/u],
    ["it holds", "{}", false, "ok", /0 commands/u],
    ["it does not hold", '{ "comands": {} }', false, "failed", /1 problem/u],
  ])("where %s", async (_what, text, isConfigNamed, state, found) => {
    const configPath = join(tempFolder(), "chatty.config.json");
    if (text !== undefined) writeFileSync(configPath, text);
    const finding = await checkConfig({ configPath, isConfigNamed });
    expect(finding).toMatchObject({ state, found: expect.stringMatching(found) });
    expect(finding.hint === null).toBe(state === "ok");
  });
});

describe("checkDataFolder()", () => {
  test("says where it is, or will be, and makes none", () => {
    const folder = tempFolder();
    expect(checkDataFolder(folder)).toEqual(ok("data folder", folder));
    const missing = join(folder, "a", "b");
    expect(checkDataFolder(missing)).toEqual(ok("data folder", `${missing}: will be made when it is needed`));
    expect(existsSync(dirname(missing))).toBe(false);
  });

  test("says that a file is in its way", () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below")])
      expect(checkDataFolder(path)).toMatchObject({ state: "failed" });
  });

  test.skipIf(isWindows)("warns of others who may enter it", () => {
    const folder = tempFolder();
    chmodSync(folder, 0o755);
    expect(checkDataFolder(folder)).toMatchObject({ state: "warning", hint: `Run: chmod 700 "${folder}"` });
  });

  test.skipIf(isWindows || isRoot)("says that it cannot be written", () => {
    const folder = tempFolder();
    chmodSync(folder, 0o500);
    expect(checkDataFolder(join(folder, "data"))).toMatchObject({ state: "failed" });
  });
});

describe("checkDaemon()", () => {
  test("finds the one of this checkout", async () => {
    expect(await checkDaemon(host())).toEqual([expect.objectContaining({ check: "daemon", state: "ok" })]);
  });

  test("says that there is none, and where it was looked for", async () => {
    const [finding] = await checkDaemon(host({ CHATTY_DAEMON_PATH: join(tempFolder(), "none") }));
    expect(finding).toMatchObject({ state: "failed", found: expect.stringContaining("chatty-daemon") });
    expect(finding?.hint).not.toBeNull();
  });

  test.each([
    ["ftp://example.com", "ftp:"],
    ["garbage", "not a URL"],
  ])("says that nothing is started with %s for webhooks, and what to do", async (url, found) => {
    const user = host({ CHATTY_WEBHOOK_URL: url });
    expect(await checkDaemon(user)).toEqual([
      expect.objectContaining({ state: "ok" }),
      {
        check: "daemon",
        state: "failed",
        found: expect.stringContaining(found),
        details: [],
        hint: expect.stringMatching(/^Set it to an https URL; .* e\.g\. http:/u),
      },
    ]);
    expect(existsSync(user.env["CHATTY_DATA_DIR"] ?? "")).toBe(false);
  });

  test.skipIf(isWindows)("warns of one with another version, and ends it", async () => {
    const daemon = daemonThatSays({ version: "9.9.9" });
    expect(await checkDaemon(host({ CHATTY_DAEMON_PATH: daemon.path }))).toEqual([
      expect.objectContaining({ state: "warning", found: expect.stringContaining("has version 9.9.9") }),
    ]);
    await expect.poll(() => isAlive(daemon.pid())).toBe(false);
  });

  test.skipIf(isWindows)("hands on what the daemon has to say", async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o755);
    const notices = [
      { message: folderNotice(folder), hint: null, stops_runs: false },
      { message: "The database was replaced", hint: null, stops_runs: false },
    ];
    const details = {
      data_folder: folder,
      webhooks: { pending: 1, dead: 2 },
      accounts: [],
      secrets: null,
      webhook_set: true,
      notices,
    };
    const { path } = daemonThatSays({ version: VERSION, details });
    expect(await checkDaemon(host({ CHATTY_DAEMON_PATH: path }))).toEqual([
      ok("daemon", path),
      warning("daemon", { found: "The database was replaced", hint: 'See "chatty daemon logs"' }),
      warning("webhooks", {
        found: "2 could not be delivered and were given up",
        hint: "Check CHATTY_WEBHOOK_URL and who answers there",
      }),
    ]);
  });

  test.skipIf(isWindows)("says that the shared one sends no webhooks", async () => {
    const user = host();
    const shared = Bun.spawn([process.execPath, DAEMON, "--socket"], {
      env: { ...user.env },
      stdio: ["ignore", "ignore", "ignore"],
    });
    onTestFinished(async () => {
      shared.kill("SIGKILL");
      await shared.exited;
    });
    await expect.poll(async () => (await daemonStatus(user)).shared, { timeout: 10_000 }).toBe(true);
    expect((await checkDaemon(user)).map(({ state }) => state)).toEqual(["ok"]);
    const env = { ...user.env, CHATTY_WEBHOOK_URL: "https://example.com" };
    expect(await checkDaemon({ ...user, env })).toEqual([
      expect.objectContaining({ state: "ok", found: expect.stringContaining("the shared one") }),
      expect.objectContaining({ check: "webhooks", state: "warning" }),
    ]);
  });
});

describe("checkPath()", () => {
  test("has nothing to say of a checkout", () => {
    expect(checkPath({ ...host(), isCompiled: false })).toMatchObject({ state: "ok" });
  });

  test.skipIf(isWindows)("finds this executable, another one, or none", () => {
    const folder = tempFolder();
    for (const name of ["mine", "other"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "chatty"), "#!/bin/sh\n", { mode: 0o755 });
    }
    mkdirSync(join(folder, "links"));
    symlinkSync(join(folder, "mine", "chatty"), join(folder, "links", "chatty"));
    const state = (name: string): string =>
      checkPath({
        ...host({ PATH: join(folder, name) }),
        isCompiled: true,
        execPath: join(folder, "mine", "chatty"),
      }).state;
    expect(["mine", "links", "other", "none"].map(state)).toEqual(["ok", "ok", "warning", "warning"]);
  });
});

describe("checkToken()", () => {
  test.each<[Pick<Settings, "transport" | "host" | "token">, readonly string[], RegExp]>([
    [{ transport: "http", host: "127.0.0.1", token: undefined }, [], /never/u],
    [{ transport: "sse", host: "0.0.0.0", token: "long-enough-0123456789" }, [], /never/u],
    [{ transport: "http", host: "0.0.0.0", token: undefined }, ["failed"], /no token is set/u],
    [{ transport: "sse", host: "127.0.0.1", token: "short" }, ["failed"], /too short/u],
    [{ transport: "stdio", host: "0.0.0.0", token: undefined }, ["warning"], /no token is set/u],
  ])("%j: %j", (settings, states, found) => {
    const findings = checkToken({ ...settings, allowedHosts: [] });
    expect(findings.map(({ state }) => state)).toEqual(states);
    for (const finding of findings)
      expect(finding).toMatchObject({
        found: expect.stringMatching(found),
        hint: expect.stringMatching(/^Set CHATTY_TOKEN/u),
      });
  });
});

describe("checkPorts()", () => {
  test("says that a server of ours has the port", async () => {
    const dataFolder = tempFolder();
    using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => Response.json({ instance: "ours" }),
    });
    const port = server.port ?? 0;
    const url = server.url.origin;
    const started_at = "2026-11-20T08:00:00.000Z";
    writeServerRecord(dataFolder, { pid: process.pid, url, transport: "http", started_at, instance: "ours" });
    expect(await checkPorts({ dataFolder, host: "127.0.0.1", port })).toEqual([
      ok("servers", `${url} is served by process ${process.pid}`),
    ]);
  });

  test("says whether the port is free", async () => {
    const dataFolder = tempFolder();
    expect(await checkPorts({ dataFolder, host: "127.0.0.1", port: 0 })).toMatchObject([{ state: "ok" }]);
    using other = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      reusePort: false,
      fetch: () => new Response(),
    });
    const port = other.port ?? 0;
    expect(await checkPorts({ dataFolder, host: "127.0.0.1", port })).toMatchObject([
      { state: "warning", found: `127.0.0.1:${port} is taken by another program` },
    ]);
    expect(await checkPorts({ dataFolder, host: "203.0.113.7", port: 0 })).toMatchObject([
      { state: "warning" },
    ]);
  });
});

test("checkKeyring() always has an answer", async () => {
  expect(await checkKeyring({ CHATTY_KEYRING: "off" })).toMatchObject({ state: "ok" });
  expect((await checkKeyring({})).state).not.toBe("failed");
  expect(await checkKeyring({}, { ask: () => new Promise(() => {}), waitMs: 10 })).toMatchObject({
    state: "warning",
    found: "the system's keyring has not answered within 0.01 seconds",
  });
  expect(await checkKeyring({}, { ask: () => Promise.resolve(null) })).toMatchObject({ state: "ok" });
});

describe("examine()", () => {
  test("goes on as far as it can without settings", async () => {
    const process = host({ CHATTY_PORT: "x" });
    const findings = await examine({
      process,
      settings: async (flags = {}) => readSettings({ flags, envFile: undefined, process }),
    });
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
      "version ok",
      "path ok",
      "settings failed",
    ]);
  });

  test("warns of variables that are spelled wrongly", async () => {
    const process = host({ CHATTY_PROT: "1", CHATTY_RUN: "0a", XDG_CONFIG_HOME: tempFolder() });
    const settings = readSettings({ flags: {}, envFile: undefined, process });
    const findings = await examine({ process, settings: () => Promise.resolve(settings) });
    expect(findings.filter(({ state }) => state === "warning")).toEqual([
      expect.objectContaining({ check: "settings", hint: 'Did you mean "CHATTY_PORT"?' }),
    ]);
  });

  test("tells no secret", async () => {
    const process = host({
      CHATTY_TOKEN: "secret-0123456789",
      CHATTY_WEBHOOK_URL: "https://example.com/?secret",
      XDG_CONFIG_HOME: tempFolder(),
    });
    const settings = readSettings({ flags: {}, envFile: undefined, process });
    const findings = await examine({ process, settings: () => Promise.resolve(settings) });
    expect(findings.length).toBeGreaterThan(6);
    const path = process.env["CHATTY_DATA_DIR"] ?? "";
    expect(findings).toContainEqual(ok("data folder", `${path}: will be made when it is needed`));
    expect(existsSync(path)).toBe(false);
    expect(JSON.stringify(findings)).not.toContain("secret-");
    expect(JSON.stringify(findings)).not.toContain("?secret");
  });
});

test("doctorText() has a line for each finding, what to do below it, and colours where they are wanted", () => {
  const fault = chattyFault("internal", {
    message: "Cannot do it\u001b[2K",
    details: ["why"],
    hint: "Do that",
  });
  const findings = [ok("a", "fine"), warning("bb", { found: "hm", hint: "Look" }), failed("c", fault)];
  expect(doctorText(findings, { hasColours: false })).toBe(
    [
      "ok       a   fine",
      "warning  bb  hm",
      "           → Look",
      String.raw`failed   c   Cannot do it\u001b[2K`,
      "           why",
      "           → Do that",
      "",
    ].join("\n"),
  );
  expect(doctorText(findings, { hasColours: true })).toContain("\u001b[31mfailed ");
});
