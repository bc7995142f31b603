import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Host, thisHost } from "@slipway/sidecar";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { chattyFault } from "../faults.ts";
import { readSettings } from "../settings/read-settings.ts";
import { checkConfig } from "./check-config.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkKeyring } from "./check-keyring.ts";
import { checkPath } from "./check-path.ts";
import { checkPorts } from "./check-ports.ts";
import { doctorText } from "./doctor-text.ts";
import { examine } from "./examine.ts";
import { failed, ok, warning } from "./finding.ts";

const isWindows = process.platform === "win32";
const isRoot = process.getuid?.() === 0;

/** A user's process, with folders of its own. */
function host(env: Readonly<Record<string, string>> = {}): Host {
  const data = join(tempFolder(), "data");
  const { PATH, HOME } = process.env;
  return { ...thisHost(), env: { PATH, HOME, CHATTY_DATA_DIR: data, CHATTY_KEYRING: "off", ...env } };
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

  test("hands on what the daemon has to say", async () => {
    const findings = await checkDaemon(host({ CHATTY_WEBHOOK_URL: "ftp://example.com" }));
    expect(findings).toContainEqual(expect.objectContaining({ check: "daemon", state: "warning" }));
  });

  test.skipIf(isWindows)("warns of one with another version", async () => {
    const path = join(tempFolder(), "other");
    const status = {
      status: "running",
      name: "chatty-daemon",
      version: "9.9.9",
      pid: 1,
      uptime_ms: 1,
      os: "linux",
      cpu: "x64",
      mode: "stdio",
      clients: 1,
      running: 0,
    };
    const answer = JSON.stringify({ jsonrpc: "2.0", id: 0, result: status }).replace('"id":0', '"id":%s');
    const script = `#!/bin/sh\nwhile read -r line; do id=$(printf '%s' "$line" | sed 's/.*"id":\\([0-9]*\\).*/\\1/'); printf '${answer}\\n' "$id"; done\n`;
    writeFileSync(path, script, { mode: 0o755 });
    expect(await checkDaemon(host({ CHATTY_DAEMON_PATH: path }))).toEqual([
      expect.objectContaining({ state: "warning", found: expect.stringContaining("has version 9.9.9") }),
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

describe("checkPorts()", () => {
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
});

describe("examine()", () => {
  test("goes on as far as it can without settings", async () => {
    const process = host({ CHATTY_PORT: "x" });
    const findings = await examine({
      process,
      settings: async () => readSettings({ flags: {}, envFile: undefined, process }),
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
      "failed   c   Cannot do it [2K",
      "           why",
      "           → Do that",
      "",
    ].join("\n"),
  );
  expect(doctorText(findings, { hasColours: true })).toContain("\u001b[31mfailed ");
});
