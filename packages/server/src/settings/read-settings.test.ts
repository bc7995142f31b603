import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { thisHost } from "@slipway/sidecar";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readSettings } from "./read-settings.ts";

import type { SettingFlags, Settings } from "./settings.ts";

type Given = {
  readonly flags?: SettingFlags;
  readonly env?: Readonly<Record<string, string>>;
  /** The text of the `--env-file`. */
  readonly file?: string;
};

const HTTP = { CHATTY_TRANSPORT: "http" };

function settingsOf({ flags = {}, env = {}, file }: Given): Settings {
  const envFile = file === undefined ? undefined : join(tempFolder(), "a.env");
  if (envFile !== undefined) writeFileSync(envFile, file ?? "");
  return readSettings({ flags, envFile, process: { ...thisHost(), env } });
}

describe("readSettings()", () => {
  test("has a default for everything", () => {
    expect(settingsOf({})).toMatchObject({
      transport: "stdio",
      host: "127.0.0.1",
      port: 7421,
      logLevel: "info",
      allowedHosts: [],
      token: undefined,
      webhookUrl: undefined,
      isConfigNamed: false,
    });
  });

  const file =
    "CHATTY_TRANSPORT=sse\nCHATTY_HOST=::1\nCHATTY_PORT=3\nCHATTY_LOG_LEVEL=debug\nCHATTY_CONFIG=/file\n";
  const env = {
    CHATTY_TRANSPORT: "http",
    CHATTY_HOST: "localhost",
    CHATTY_PORT: "2",
    CHATTY_LOG_LEVEL: "WARN",
    CHATTY_CONFIG: "/environment",
  };
  const flags = { transport: "SSE", host: "[::1]", port: "1", "log-level": "error", config: "/flag" };

  test.skipIf(process.platform === "win32").each<[string, Given, Partial<Settings>]>([
    [
      "--env-file before the default",
      { file },
      { transport: "sse", host: "::1", port: 3, logLevel: "debug", configPath: "/file" },
    ],
    [
      "the environment before --env-file",
      { file, env },
      { transport: "http", host: "localhost", port: 2, logLevel: "warn", configPath: "/environment" },
    ],
    [
      "a flag before the environment",
      { file, env, flags },
      { transport: "sse", host: "::1", port: 1, logLevel: "error", configPath: "/flag" },
    ],
    [
      "--env-file before an empty variable",
      { file, env: { CHATTY_PORT: "", CHATTY_CONFIG: "" } },
      { port: 3, configPath: "/file" },
    ],
    [
      "names of hosts of the environment",
      {
        env: { CHATTY_TRANSPORT: "http", CHATTY_ALLOWED_HOSTS: "Chatty.Example, _mcp.internal,[::1]" },
        file: "CHATTY_ALLOWED_HOSTS=b.example",
      },
      { allowedHosts: ["chatty.example", "_mcp.internal", "[::1]"] },
    ],
    [
      "names of hosts of a flag",
      {
        env: { CHATTY_ALLOWED_HOSTS: "a.example" },
        flags: { transport: "http", "allowed-hosts": "b.example,FE80::1" },
      },
      { allowedHosts: ["b.example", "[fe80::1]"] },
    ],
    [
      "data folder and webhook of the environment",
      { env: { CHATTY_DATA_DIR: "/d", CHATTY_WEBHOOK_URL: "u" } },
      { dataFolder: "/d", webhookUrl: "u" },
    ],
    [
      "data folder and webhook of the file",
      { file: "CHATTY_DATA_DIR=/d\nCHATTY_WEBHOOK_URL='u'" },
      { dataFolder: "/d", webhookUrl: "u" },
    ],
  ])("takes %s", (_what, given, expected) => {
    expect(settingsOf(given)).toMatchObject(expected);
  });

  test("hands on to the daemon what --env-file adds, and nothing that is set already", () => {
    const { process: host } = settingsOf({
      env: { A: "1", CHATTY_IDLE: "7" },
      file: "CHATTY_IDLE=8\nCHATTY_WEBHOOK_URL=https://example.com\nA=2\nB=3\n",
    });
    expect(host.env).toEqual({ A: "1", CHATTY_IDLE: "7", CHATTY_WEBHOOK_URL: "https://example.com" });
  });

  test("looks at no address on stdio, which has none", () => {
    const wrong = { CHATTY_PORT: "abc", CHATTY_HOST: "a b", CHATTY_ALLOWED_HOSTS: "https://x" };
    const address = { host: "127.0.0.1", port: 7421, allowedHosts: [] };
    expect(settingsOf({ env: wrong })).toMatchObject({ transport: "stdio", ...address });
    expect(settingsOf({ env: { ...wrong, ...HTTP }, flags: { transport: "stdio" } })).toMatchObject(address);
  });

  test.each<[Given, string, string]>([
    [{ env: { ...HTTP, CHATTY_PORT: "70000" } }, 'Cannot use "70000" as CHATTY_PORT', "CHATTY_PORT=0"],
    [{ env: HTTP, flags: { port: "-1" } }, 'Cannot use "-1" as --port', "--port=0"],
    [{ env: { CHATTY_TRANSPORT: "htp" } }, 'Cannot use "htp" as CHATTY_TRANSPORT', 'Did you mean "http"?'],
    [{ file: "CHATTY_LOG_LEVEL=loud" }, 'Cannot use "loud" as CHATTY_LOG_LEVEL', "error, warn, info, debug"],
    ...["https://a.example", "a.example:443", "a b", "*.example", "a,,b", ",", "a/", "x".repeat(254)].map(
      (hosts): [Given, string, string] => [
        { env: { ...HTTP, CHATTY_ALLOWED_HOSTS: hosts } },
        "as CHATTY_ALLOWED_HOSTS: ",
        "CHATTY_ALLOWED_HOSTS=chatty.example.com",
      ],
    ),
    [{ env: HTTP, flags: { "allowed-hosts": "" } }, 'Cannot use "" as --allowed-hosts', "--allowed-hosts="],
    [{ env: { ...HTTP, CHATTY_HOST: "a b" } }, 'Cannot use "a b" as CHATTY_HOST', "CHATTY_HOST=127.0.0.1"],
    [
      { env: { ...HTTP, CHATTY_HOST: "x".repeat(254) } },
      `"${"x".repeat(79)}…" as CHATTY_HOST`,
      "CHATTY_HOST=",
    ],
    [
      { env: { ...HTTP, CHATTY_PORT: "7".repeat(99) } },
      `"${"7".repeat(79)}…" as CHATTY_PORT`,
      "CHATTY_PORT=",
    ],
    [{ flags: { transport: "x".repeat(99) } }, `"${"x".repeat(79)}…" as --transport`, "Use one of"],
  ])("refuses %j", async (given, message, hint) => {
    const fault = await caught(() => settingsOf(given));
    expect(fault).toMatchObject({ code: "invalid-value", exitCode: 2 });
    expect(fault.message).toContain(message);
    expect(fault.hint).toContain(hint);
  });
});
