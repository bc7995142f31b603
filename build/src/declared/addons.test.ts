import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { AppConfig } from "@slipway/config";
import { caught, tempFolder } from "@slipway/testkit";
import type { RuntimeTargetId } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { addonBytes } from "../testing/addons.ts";
import { sampleApp, sampleJob } from "../testing/samples.ts";
import { checkAddons } from "./addons.ts";

const LINUX = addonBytes({ format: "elf", machine: 62, library: "libc.so.6" });
const WINDOWS = addonBytes({ format: "pe", machine: 0x8664 });
const TEXT = new TextEncoder();

/** Checks a project whose bundled sources are all its files. */
function check(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: { readonly app?: Partial<AppConfig>; readonly target?: RuntimeTargetId } = {},
): void {
  const root = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === "string" ? TEXT.encode(content) : content);
  }
  const inputs = Object.keys(files)
    .filter((name) => !name.startsWith("assets/"))
    .map((name) => join(root, name));
  checkAddons(sampleJob(sampleApp(options.app), options.target ?? "linux-x64"), { root, inputs });
}

describe("checkAddons() with an addon in the bundle", () => {
  const files = { "src/main.ts": '\nrequire("./better.node")', "src/better.node": LINUX };

  test("lets the target's own be", () => {
    expect(() => check(files)).not.toThrow();
  });

  test.each<[RuntimeTargetId]>([["linux-x64-musl"], ["darwin-arm64"], ["windows-x64"]])(
    "refuses one for another system on %s",
    async (target) => {
      const fault = await caught(() => check(files, { target }));
      expect(fault).toMatchObject({ code: "foreign-addon", exitCode: 3 });
      expect(fault.message).toBe(`Cannot accept hello ${target}: a native addon is not for ${target}`);
      expect(fault.details).toEqual(['src/main.ts:2: "src/better.node" is for linux-x64']);
      expect(fault.hint).toContain("apps.hello.targets");
    },
  );

  test("says of what is no library that it is for none", async () => {
    const fault = await caught(() => check({ "src/better.node": "not native" }));
    expect(fault.details).toEqual(['"src/better.node" is for none of the targets']);
  });

  test("lets a source choose among several, of which one is the target's", async () => {
    const main = 'process.platform === "win32" ? require("./w.node") : require("./l.node")';
    expect(() => check({ "src/main.ts": main, "src/l.node": LINUX, "src/w.node": WINDOWS })).not.toThrow();
    const apart = { "src/a.ts": 'require("./l.node")', "src/b.ts": 'require("./w.node")' };
    const fault = await caught(() => check({ ...apart, "src/l.node": LINUX, "src/w.node": WINDOWS }));
    expect(fault.details).toEqual(['src/b.ts:1: "src/w.node" is for windows-x64']);
  });
});

test("checkAddons() wants one of the assets to be for the target", async () => {
  const files = { "assets/l.node": LINUX, "assets/w.node": WINDOWS };
  const app = { assets: ["assets/l.node", "assets/w.node"] };
  expect(() => check(files, { app })).not.toThrow();
  const fault = await caught(() => check(files, { app, target: "darwin-x64" }));
  expect(fault.details).toEqual(['"assets/l.node" is for linux-x64', '"assets/w.node" is for windows-x64']);
});

describe("checkAddons() with a package that looks for an addon at run time", () => {
  const files = {
    "node_modules/bindings/bindings.js": "module.exports = () => {}",
    "node_modules/native/index.js": '// native\nmodule.exports = require("bindings")("native");',
  };

  test("says who uses it and what to do", async () => {
    const fault = await caught(() => check(files));
    expect(fault).toMatchObject({ code: "unfollowed-addon", exitCode: 3 });
    expect(fault.details).toEqual([
      'node_modules/native/index.js:2: loads an addon through "bindings", which looks for it in folders at run time',
    ]);
    expect(fault.hint).toContain('apps.hello.allowUnresolved: ["bindings"]');
  });

  test("lets it be where that is allowed, or where nobody uses it", () => {
    expect(() => check(files, { app: { allowUnresolved: ["bindings"] } })).not.toThrow();
    expect(() => check(files, { app: { allowUnresolved: ["*"] } })).toThrow("in a way that");
    expect(() => check({ "src/main.ts": 'console.log("bindings")' })).not.toThrow();
  });
});
