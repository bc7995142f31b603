import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { idleEnv } from "../completions/testing/idle-env.ts";
import { commandEnv } from "./command-env.ts";

import type { Effects } from "../env.ts";
import type { GlobalOptions } from "./global-options.ts";

const NONE: GlobalOptions = { config: undefined, envFile: undefined, quiet: false };

function effects(env: Readonly<Record<string, string>>, known: Partial<Effects> = {}): Effects {
  const idle = idleEnv();
  return { ...idle, process: { ...idle.process, env }, ...known };
}

describe("commandEnv()", () => {
  test.each<[string, boolean, Readonly<Record<string, string>>, boolean]>([
    ["on a terminal", true, {}, true],
    ["elsewhere", false, {}, false],
    ["with NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["with an empty NO_COLOR", true, { NO_COLOR: "" }, true],
    ["on a terminal that knows nothing", true, { TERM: "dumb" }, false],
  ])("has colours or not %s", (_where, isTerminal, env, expected) => {
    expect(commandEnv(effects(env, { isTerminal: () => isTerminal }), NONE).hasColours()).toBe(expected);
  });

  test.each([
    [false, ["hello\n"]],
    [true, []],
  ])("tells notes unless it is to be quiet: %s", async (quiet, expected) => {
    const written: string[] = [];
    const stderr: Effects["stderr"] = (text) => (written.push(String(text)), Promise.resolve(true));
    await commandEnv(effects({}, { stderr }), { ...NONE, quiet }).note("hello\n");
    expect(written).toEqual(expected);
  });

  test("takes global options for settings, and those of the command before them", async () => {
    const folder = tempFolder();
    const [envFile, config, other] = ["a.env", "a.json", "b.json"].map((name) => join(folder, name));
    writeFileSync(envFile ?? "", "CHATTY_TRANSPORT=http\nCHATTY_PORT=5\n");
    const env = commandEnv(effects({}), { config, envFile, quiet: false });
    expect(await env.places()).toMatchObject({ configPath: config });
    expect(await env.places({ config: other })).toMatchObject({ configPath: other });
    expect(await env.settings()).toMatchObject({ configPath: config, port: 5 });
    expect(await env.settings({ config: other, port: "6" })).toMatchObject({ configPath: other, port: 6 });
  });
});
