import { foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readArguments } from "./arguments.ts";
import { withSession } from "./session.ts";
import { memoryTerminal } from "./testing/memory-terminal.ts";

const OPTIONS = {
  app: { kind: "list", value: "name", description: "" },
  target: { kind: "list", value: "target", description: "" },
  host: { kind: "flag", description: "" },
} as const;

describe("withSession()", () => {
  test("brings configuration, machine, sources and selection together", async () => {
    const cwd = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
    const raw = ["--host", "--target", "android-x64", "--app", "hello"];
    const args = readArguments(raw, { command: "slipway build", options: OPTIONS, positionals: [] });
    const terminal = memoryTerminal({
      cwd,
      variables: { SOURCE_DATE_EPOCH: "1795000000", SLIPWAY_SECRET_KEY: "secret" },
    });
    await withSession(args, terminal, async ({ config, host, sources, selection, env }) => {
      expect(config.product).toBe("hello");
      expect(selection).toEqual({ apps: ["hello"], targets: [host, "android-x64"] });
      expect(sources).toMatchObject({ commit: undefined, dirty: true, dateSeconds: 1_795_000_000 });
      expect(env.concurrency).toBeGreaterThan(0);
      expect(env.variables).toEqual({ SOURCE_DATE_EPOCH: "1795000000" });
      expect(env.dist).toBe(`${config.root}/dist`);
      return Promise.resolve();
    });
    expect(terminal.written()).toEqual({ stdout: "", stderr: "" });
  });
});
