/** What `slipway build` makes of a project, run as its users do: every option is seen in the executable. */

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { executableName } from "@slipway/targets";
import {
  foreignProject,
  HELLO,
  type Ran,
  runProgram,
  runSlipway,
  sha256Of,
  tempFolder,
  writeFiles,
} from "@slipway/testkit";
import { describe, expect, test } from "vitest";

const host = await hostTarget();
const isWindows = process.platform === "win32";

/** Answers the smoke run, then does what the test is about. */
const VERSION_FIRST = 'if (process.argv[2] === "--version") { console.log("1.2.3"); process.exit(0); }\n';

/** Builds a project for this machine and returns its folder; anything unexpected fails the test. */
async function built(
  files: Readonly<Record<string, string>>,
  options: { readonly config: string; readonly folder?: string },
): Promise<string> {
  const root = foreignProject(files, options);
  const { exitCode, stderr } = await runSlipway(["build", "--host"], { cwd: root });
  expect({ exitCode, errors: stderr.split("\n").filter((line) => line.includes("error")) }).toEqual({
    exitCode: 0,
    errors: [],
  });
  return root;
}

function pathOf(root: string, app = "hello"): string {
  return join(root, "dist", "build", host, executableName(app, host));
}

/** Runs an executable in an empty folder, or in one with these files. */
function start(
  root: string,
  options: { readonly args?: readonly string[]; readonly files?: Readonly<Record<string, string>> } = {},
): Ran {
  const cwd = tempFolder();
  writeFiles(cwd, options.files ?? {});
  const env = { NODE_ENV: undefined, NO_COLOR: "1" };
  return runProgram([pathOf(root), ...(options.args ?? [])], { cwd, env });
}

describe("an app with everything", () => {
  const files = {
    "src/main.ts": `${VERSION_FIRST}
      import dependency from "dependency";
      import { join } from "node:path";
      declare const CHANNEL: string;
      const worker = new Worker("./worker.ts");
      const answer = await new Promise((done) => {
        worker.onmessage = (event) => done(event.data);
        worker.postMessage("ping");
      });
      worker.terminate();
      const below = new Worker(new URL("./deep/other.ts", import.meta.url).href);
      const other = await new Promise((done) => { below.onmessage = (event) => done(event.data); });
      below.terminate();
      const missing = await import("not-installed").then(() => "found", () => "missing");
      const read = (name) => Bun.file(join(import.meta.dir, name)).text();
      console.log(JSON.stringify({
        answer, other, missing, dependency, channel: CHANNEL, execArgv: process.execArgv,
        mode: process.env.NODE_ENV, args: process.argv.slice(2), here: import.meta.dir === dependency.dir,
        text: await read("assets/deep/täxt.txt"), page: await read("page.html"),
      }));`,
    "src/worker.ts": 'self.onmessage = (event) => postMessage(event.data + " pong");',
    "src/deep/other.ts": 'postMessage("from below");',
    "assets/deep/täxt.txt": "an asset\n",
    "page.html": "<p>a page</p>\n",
    "node_modules/dependency/package.json":
      '{ "name": "dependency", "version": "1.0.0", "main": "index.js", "exports": { "special": "./special.js", "default": "./index.js" } }',
    "node_modules/dependency/index.js": "module.exports = { condition: 'default' };",
    "node_modules/dependency/special.js":
      "const path = require('path'); module.exports = { condition: 'special', dir: __dirname, base: path.basename(__filename) };",
  };
  const config = `{ apps: { hello: {
    entry: "src/main.ts", workers: ["src/worker.ts", "src/deep/other.ts"], assets: ["assets", "page.html"],
    define: { CHANNEL: '"beta"' }, external: ["not-installed"], conditions: ["special"],
    execArgv: ["--smol", "--title=my-app"],
  } } }`;

  test.each([
    ["project", "with the defaults", config],
    [
      "project",
      "without bytecode, minifying and source map",
      config.replace("execArgv", "bytecode: false, minify: false, sourcemap: false, execArgv"),
    ],
    ["ünïcode and späces 日本", "in a folder with spaces and unicode", config],
  ])("works in %j %s", async (folder, _how, text) => {
    const root = await built(files, { config: text, folder });
    const { exitCode, stdout, stderr } = start(root, { args: ["a", "b c"] });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      answer: "ping pong",
      other: "from below",
      missing: "missing",
      dependency: { condition: "special", dir: expect.any(String), base: executableName("hello", host) },
      channel: "beta",
      execArgv: ["--smol", "--title=my-app"],
      mode: "production",
      args: ["a", "b c"],
      here: true,
      text: "an asset\n",
      page: "<p>a page</p>\n",
    });
    const bytes = readFileSync(pathOf(root));
    expect(bytes.includes(root)).toBe(false);
  });

  test("is the same file from two folders, and knows neither", async () => {
    const roots = [
      await built(files, { config }),
      await built(files, { config, folder: "another/deeper/place" }),
    ];
    const digests = roots.map((root) => sha256Of(pathOf(root)));
    expect(digests[0]).toBe(digests[1]);
    const payload = readFileSync(pathOf(roots[0] ?? "")).subarray(-2_000_000);
    for (const root of roots) expect(payload.includes(root)).toBe(false);
  });
});

describe("what is loaded at start", () => {
  const main = `${VERSION_FIRST}console.log(JSON.stringify([process.env.FROM_DOTENV ?? null, globalThis.preloaded ?? null]));`;
  const hostile = {
    ".env": "FROM_DOTENV=loaded\n",
    "bunfig.toml": 'preload = ["./evil.ts"]\n',
    "evil.ts": "globalThis.preloaded = true;",
    "tsconfig.json": '{ "compilerOptions": { "paths": { "*": ["./evil.ts"] } } }',
    "package.json": '{ "name": "evil", "type": "commonjs", "imports": { "#a": "./evil.ts" } }',
  };

  test.each([
    ["nothing by default", "{}", [null, null]],
    ["what is asked for", "{ dotenv: true, bunfig: true }", ["loaded", true]],
  ])("is %s", async (_what, autoload, expected) => {
    const config = `{ apps: { hello: { entry: "src/main.ts", autoload: ${autoload} } } }`;
    const root = await built({ "src/main.ts": main }, { config });
    const { stdout, stderr } = start(root, { files: hostile });
    expect({ found: stdout === "" ? undefined : JSON.parse(stdout), stderr }).toEqual({
      found: expected,
      stderr: "",
    });
  });
});

describe("a stack trace", () => {
  const files = {
    "src/main.ts": `${VERSION_FIRST}import { fail } from "./deep/fail.ts";\n\nfail(process.argv.length);\n`,
    "src/deep/fail.ts":
      "export function fail(count: number): void {\n  if (count > 0) throw new Error(`boom ${count}`);\n}\n",
  };

  test.each([
    [true, true],
    [true, false],
    [false, true],
  ])("names the source: minify %s, bytecode %s", async (minify, bytecode) => {
    const config = `{ apps: { hello: { entry: "src/main.ts", minify: ${minify}, bytecode: ${bytecode} } } }`;
    const { exitCode, stderr } = start(await built(files, { config }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain("boom 2");
    expect(stderr).toMatch(/src\/deep\/fail\.ts:2:\d+/u);
    expect(stderr).toMatch(/src\/main\.ts:4:\d+/u);
  });

  test("does not without a source map", async () => {
    const config = '{ apps: { hello: { entry: "src/main.ts", sourcemap: false } } }';
    const { stderr } = start(await built(files, { config }));
    expect(stderr).toContain("boom 2");
    expect(stderr).not.toContain("fail.ts");
  });
});

describe("slipway build", () => {
  const two = { "src/one.ts": HELLO, "src/two.ts": HELLO };
  const config = '{ apps: { one: "src/one.ts", two: { entry: "src/two.ts", smoke: [] } } }';

  test("prints a table on standard output and its progress on standard error", async () => {
    const root = foreignProject(two, { config });
    const { exitCode, stdout, stderr } = await runSlipway(["build", "--host"], { cwd: root });
    const seconds = /\d+(?:\.\d)? s/gu;
    expect(exitCode).toBe(0);
    expect(
      stdout
        .replaceAll(seconds, "T")
        .split("\n")
        .map((line) => line.replaceAll(/ {2,}/gu, "|")),
    ).toEqual([
      "target|app|size|payload|smoke|time",
      expect.stringMatching(new RegExp(`^${host}\\|one\\|[\\d.]+ MB\\|[\\d.]+ KB\\|1 run passed\\|T$`, "u")),
      expect.stringMatching(new RegExp(`^${host}\\|two\\|[\\d.]+ MB\\|[\\d.]+ KB\\|not run\\|T$`, "u")),
      "",
    ]);
    const lines = stderr.replaceAll(seconds, "T").trimEnd().split("\n");
    expect(lines.toSorted()).toEqual([
      `building: one ${host} T`,
      `building: two ${host} T`,
      "checking sources: T",
      `checking: one ${host} T`,
      `checking: two ${host} T`,
      expect.stringMatching(/^preparing runtimes: bun [\d.]+ \S+ T$/u),
      "putting executables in place: T",
    ]);
    expect(stderr).toBe(Bun.stripANSI(stderr));
  });

  test("prints its record with --json, from a folder inside the project", async () => {
    const root = foreignProject(two, { config });
    const ran = await runSlipway(["build", "--host", "--app=two", "--json"], { cwd: join(root, "src") });
    const record: { readonly executables: readonly { readonly app: string }[] } = JSON.parse(ran.stdout);
    expect(record.executables.map(({ app }) => app)).toEqual(["two"]);
    const { sidecars: _, ...rest } = { sidecars: [], ...record };
    expect(rest).toEqual(JSON.parse(readFileSync(join(root, "dist", "build.json"), "utf8")));
  });

  test("builds an app once that is named twice", async () => {
    const root = foreignProject(two, { config });
    const args = ["build", "--host", "--target", host, "--app", "one", "--app", "one"];
    const { exitCode, stderr } = await runSlipway(args, { cwd: root });
    expect({ exitCode, built: stderr.match(/building:/gu)?.length }).toEqual({ exitCode: 0, built: 1 });
  });

  test("copies the way Tauri wants its sidecars", async () => {
    const root = foreignProject(two, { config });
    const args = ["build", "--host", "--layout", "tauri", "--out", "src-tauri/binaries", "--json"];
    const { exitCode, stdout } = await runSlipway(args, { cwd: root });
    expect(exitCode).toBe(0);
    const { sidecars }: { readonly sidecars: readonly { readonly file: string }[] } = JSON.parse(stdout);
    expect(sidecars).toHaveLength(2);
    expect(sha256Of(sidecars[0]?.file ?? "")).toBe(sha256Of(pathOf(root, "one")));
  });

  test("refuses executables whose sources changed while they were built", async () => {
    const root = foreignProject(
      { "src/main.ts": 'await Bun.write(process.argv[2] ?? "", "changed");' },
      {
        config:
          '{ apps: { hello: { entry: "src/main.ts", smoke: [{ args: [`${import.meta.dirname}/new`] }] } } }',
      },
    );
    const { exitCode, stderr } = await runSlipway(["build", "--host"], { cwd: root });
    expect({ exitCode, built: existsSync(pathOf(root)) }).toEqual({ exitCode: 4, built: false });
    expect(stderr).toContain("the sources changed while it ran");
  });

  test("puts back what was removed from dist", async () => {
    const root = await built(two, { config });
    const before = sha256Of(pathOf(root, "one"));
    rmSync(join(root, "dist"), { recursive: true });
    mkdirSync(join(root, "dist"));
    expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(0);
    expect(sha256Of(pathOf(root, "one"))).toBe(before);
  });

  test.skipIf(isWindows)("writes executables that anybody may run", async () => {
    const root = await built(two, { config });
    expect(runProgram([pathOf(root, "one")], { cwd: tempFolder() }).stdout).toBe("1.2.3\n");
    const { mode } = await Bun.file(pathOf(root, "two")).stat();
    expect(mode & 0o111).toBe(0o111);
  });
});
