import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { toolsOf } from "../mcp/tools.ts";
import { describeBoth, firstLine, newUser } from "../testing/both.ts";
import { toolsText } from "./tools-text.ts";

const isWindows = process.platform === "win32";

/** A configuration with one command of that name. */
function configured(name: string): string {
  const does = { kind: "program", argv: ["true"] };
  return JSON.stringify({ commands: { [name]: { description: "Do it", readOnly: true, does } } });
}

describeBoth("chatty server start", (chatty) => {
  test("takes what is set by a file, before the environment, before a flag", async () => {
    const user = newUser();
    writeFiles(user.cwd, { "a.env": "CHATTY_TRANSPORT=http\nCHATTY_PORT=0\nCHATTY_LOG_LEVEL=error\n" });
    const child = chatty.start(["server", "start", "--env-file=a.env", "--transport=sse", "--quiet"], {
      user,
      env: { CHATTY_HOST: "localhost" },
    });
    expect(await firstLine(child)).toMatch(/^http:\/\/localhost:[1-9]\d*\/sse$/u);
    child.kill();
    await child.exited;
    if (!isWindows) expect(await new Response(child.stderr).text()).toBe("");
  });

  test("tells on stderr and in server.log what becomes of the configuration", async () => {
    const user = newUser();
    writeFiles(user.home, { "config/chatty/chatty.config.json": configured("one") });
    const child = chatty.start(["server", "start", "--transport=http", "--port=0"], { user });
    await firstLine(child);
    const log = join(user.data, "server.log");
    const told = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
    writeFiles(user.home, { "config/chatty/chatty.config.json": "{" });
    await expect
      .poll(told, { timeout: 20_000 })
      .toMatch(/ warn The configuration was edited and does not hold/u);
    writeFiles(user.home, { "config/chatty/chatty.config.json": configured("two") });
    await expect.poll(told, { timeout: 20_000 }).toMatch(/ info The configuration has changed commands=5\n/u);
    child.kill();
    await child.exited;
    if (!isWindows) expect(await new Response(child.stderr).text()).toContain("Listening");
  });

  test.each([
    [["--config=none.json"], 3, "there is no such file"],
    [["--transport=http", "--host=0.0.0.0"], 2, "no token is set"],
    [["--transport=http", "--host=203.0.113.7", "--port=0"], 2, "no token is set"],
  ])("refuses %j with exit code %d", async (args, code, found) => {
    const { stdout, stderr, exitCode } = await chatty.run(["server", "start", ...args], { user: newUser() });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: code });
    expect(stderr).toMatch(/^error: Cannot .*\n {2}→ /u);
    expect(stderr).toContain(found);
  });

  test("starts though its data folder cannot be written, and says so", async () => {
    const user = newUser();
    writeFiles(user.home, { data: "a file" });
    const child = chatty.start(["server", "start"], { user, env: { CHATTY_LOG_LEVEL: "debug" } });
    await child.stdin.write("nonsense\n");
    await child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toContain(" warn The log is on standard error alone");
  });
});

describe("toolsText()", () => {
  test("has the arguments of every tool", () => {
    const text = toolsText(toolsOf({ commands: BUILT_IN }));
    expect(text.split("\n")).toHaveLength(BUILT_IN.length + 2);
    expect(text).toMatch(/^hash +reads +text \[algorithm\] +Compute/mu);
    expect(text).not.toMatch(/ \n/u);
  });
});
