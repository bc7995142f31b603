import { existsSync } from "node:fs";
import { join } from "node:path";

import { writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { describeBoth, newUser, type User } from "../testing/both.ts";

const INITIALIZE = `${JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
})}\n`;

/** Somebody who works in a folder with everything in it that a runtime might read by itself. */
function userInHostileFolder(): { readonly user: User; readonly traces: () => readonly string[] } {
  const user = newUser();
  const trace = (name: string): string => join(user.home, `trace-of-${name}`);
  const leave = (name: string): string =>
    `require("node:fs").writeFileSync(${JSON.stringify(trace(name))}, "");`;
  const settings =
    "CHATTY_TRANSPORT=http\nCHATTY_PORT=1\nCHATTY_DATA_DIR=relative\nCHATTY_LOG_LEVEL=loud\nNO_COLOR=1\n";
  const names = [".env", ".env.local", ".env.production", ".env.development", ".env.test"];
  writeFiles(user.cwd, {
    ...Object.fromEntries(names.map((name) => [name, settings])),
    "bunfig.toml":
      'preload = ["./preload.ts"]\n[run]\nbun = true\n[define]\n"process.platform" = "\'win32\'"\n',
    "preload.ts": leave("preload"),
    "package.json": JSON.stringify({
      name: "evil",
      type: "commonjs",
      main: "./evil.js",
      imports: { "#*": "./evil.js" },
      dependencies: { citty: "./evil.js" },
      bun: { preload: ["./preload.ts"] },
    }),
    "evil.js": leave("evil"),
    "node_modules/citty/package.json": '{ "name": "citty", "main": "../../evil.js" }',
    "node_modules/zod/package.json": '{ "name": "zod", "main": "../../evil.js" }',
    "tsconfig.json": '{ "compilerOptions": { "paths": { "*": ["./evil.js"] } } }',
    "chatty.config.json": '{ "commands": { "evil": { "no": "configuration" } } }',
    "chatty-daemon": "#!/bin/sh\ntouch trace-of-daemon\n",
  });
  return {
    user,
    traces: () => ["preload", "evil", "daemon"].filter((name) => existsSync(trace(name))),
  };
}

describeBoth("chatty in a hostile folder", (chatty) => {
  test("runs a command by its own daemon", async () => {
    const { user, traces } = userInHostileFolder();
    const listed = await chatty.run(["list"], { user });
    expect(listed).toMatchObject({ exitCode: 0, stderr: "" });
    expect(listed.stdout).not.toContain("evil");
    const { exitCode, stdout } = await chatty.run(["doctor", "--json"], { user });
    expect(stdout).toContain("transport stdio, host 127.0.0.1, port 7421, log level info");
    expect(exitCode).toBe(0);
    if (process.platform !== "win32") {
      const does = { kind: "program", argv: ["sh", "-c", "echo done"] };
      const commands = { good: { description: "Do it", readOnly: true, does } };
      writeFiles(user.home, { "config/chatty/chatty.config.json": JSON.stringify({ commands }) });
      const ran = await chatty.run(["run", "good"], { user });
      expect(ran).toEqual({ exitCode: 0, stdout: "done\n", stderr: "" });
    }
    expect(traces()).toEqual([]);
  });

  test("serves MCP on standard input and output", async () => {
    const { user, traces } = userInHostileFolder();
    const { exitCode, stdout, stderr } = await chatty.run(["server", "start"], { user, input: INITIALIZE });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: "chatty" } } });
    expect(traces()).toEqual([]);
  });

  test("reads a file of settings when it is named, and only then", async () => {
    const { user } = userInHostileFolder();
    const { exitCode, stderr } = await chatty.run(["server", "start", "--env-file", ".env"], { user });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("CHATTY_");
  });
});
