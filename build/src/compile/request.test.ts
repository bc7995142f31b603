import { join } from "node:path";

import { RUNTIME_TARGET_IDS, type RuntimeTargetId } from "@slipway/targets";
import { expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleApp, sampleJob } from "../testing/samples.ts";
import { compileRequest } from "./request.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const options = {
  root: "/project",
  runtime: "/runtimes/bun",
  outfile: "/project/dist/.work/job/hello",
  identity: { version: "1.2.3", commit: "c0ffee", dirty: false, dateSeconds: 0 },
};

const everything = sampleApp({
  entry: "packages/hello/src/main.ts",
  workers: ["packages/hello/src/worker.ts", "packages/hello/src/deep/other.ts"],
  assets: ["assets", "page.html"],
  bytecode: false,
  minify: false,
  sourcemap: false,
  define: { VERSION: '"1.2.3"', __dirname: '"/mine"' },
  external: ["sharp"],
  conditions: ["worker"],
  execArgv: ["--smol", "--disallow-code-generation-from-strings=strict"],
  allowUnresolved: ["./plugins/*"],
  autoload: { dotenv: true, bunfig: true, tsconfig: true, packageJson: true },
});

function textOf(app: ReturnType<typeof sampleApp>, target: RuntimeTargetId): string {
  return `${JSON.stringify(compileRequest(sampleJob(app, target), options), null, 2)}\n`;
}

/** The goldens have the paths of a POSIX host. */
const isWindows = process.platform === "win32";

describe("compileRequest()", () => {
  test.skipIf(isWindows).each<readonly [string, RuntimeTargetId]>([
    ["defaults-linux-x64", "linux-x64"],
    ["defaults-windows-arm64", "windows-arm64"],
  ])("has safe defaults: %s", (name, target) => {
    expectGolden(textOf(sampleApp(), target), join(GOLDEN, `${name}.json`));
  });

  test.skipIf(isWindows).each<readonly [string, RuntimeTargetId]>([
    ["everything-darwin-arm64", "darwin-arm64"],
    ["everything-windows-x64", "windows-x64"],
  ])("passes every option on: %s", (name, target) => {
    expectGolden(textOf(everything, target), join(GOLDEN, `${name}.json`));
  });

  test.each(RUNTIME_TARGET_IDS)("loads nothing at start and resolves everything for %s", (target) => {
    const { compile, env, format, allowUnresolved } = compileRequest(sampleJob(sampleApp(), target), options);
    expect(compile).toMatchObject({
      autoloadBunfig: false,
      autoloadDotenv: false,
      autoloadPackageJson: false,
      autoloadTsconfig: false,
      executablePath: options.runtime,
    });
    expect({ env, format, allowUnresolved }).toEqual({ env: "disable", format: "esm", allowUnresolved: [] });
  });

  test("lets no definition say another version", () => {
    const app = sampleApp({ define: { "process.env.SLIPWAY_VERSION": '"9.9.9"' } });
    const { define } = compileRequest(sampleJob(app), options);
    expect(define["process.env.SLIPWAY_VERSION"]).toBe('"1.2.3"');
  });

  test("says that files differ from the commit", () => {
    const { define } = compileRequest(sampleJob(), {
      ...options,
      identity: { ...options.identity, dirty: true },
    });
    expect(define["process.env.SLIPWAY_COMMIT"]).toBe('"c0ffee-dirty"');
  });

  test("is plain data: it survives the way to the compiler", () => {
    const request = compileRequest(sampleJob(everything), options);
    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
  });
});
