/** Real executables of projects that forgot something, and of the same projects once they did what they were told. */

import { join } from "node:path";

import type { AppConfig } from "@slipway/config";
import { caught, foreignProject, runProgram } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { compileExecutable } from "../compile/compile.ts";
import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import type { CompileJob } from "../plan.ts";
import { recordingEnv, SAMPLE_IDENTITY, sampleApp, sampleJob } from "../testing/samples.ts";
import { checkDeclared } from "./check-declared.ts";

const host = await hostTarget();
const runtime = { ...readPin(OWN_PINS, host), sizeBytes: 0 };

/** What costs time and changes nothing here. */
const QUICK = { bytecode: false, sourcemap: false };

type Files = Readonly<Record<string, string>>;

/** Compiles a project; `check` is what the build does then, with other settings where they are given. */
async function compiledProject(files: Files, app: Partial<AppConfig>) {
  const root = foreignProject(files, { config: "{}" });
  const jobOf = (changes: Partial<AppConfig>): CompileJob =>
    sampleJob(sampleApp({ ...QUICK, ...app, ...changes }), host);
  const compiled = await compileExecutable(jobOf({}), {
    root,
    runtime,
    compiler: runtime,
    identity: SAMPLE_IDENTITY,
    env: recordingEnv(join(root, "dist")),
  });
  return {
    check: (changes: Partial<AppConfig> = {}) => checkDeclared(jobOf(changes), { root, ...compiled }),
    output: () => runProgram([compiled.path], { cwd: join(root, "dist") }).stdout,
  };
}

/** Compiles and checks; what the executable then prints, started elsewhere. */
async function checked(files: Files, app: Partial<AppConfig> = {}): Promise<string> {
  const { check, output } = await compiledProject(files, app);
  check();
  return output();
}

async function linesOf(...input: Parameters<typeof checked>): Promise<readonly string[]> {
  const fault = await caught(() => checked(...input));
  expect(fault).toMatchObject({ code: "undeclared-file", exitCode: 3 });
  return fault.details;
}

const START =
  'new Worker(new URL("./worker.ts", import.meta.url)).onmessage = (e) => { console.log(e.data); process.exit() };';
const WORKER = { "src/worker.ts": 'postMessage("from a worker")' };
const READ = 'console.log(await Bun.file(new URL("./data/x.txt", import.meta.url)).text());';

describe("a worker", () => {
  test("that is not declared stops, and runs once it is", async () => {
    const files = { ...WORKER, "src/main.ts": `\n${START}` };
    expect(await linesOf(files)).toEqual([
      'src/main.ts:2: starts "src/worker.ts": add it to apps.hello.workers',
    ]);
    expect(await checked(files, { workers: ["src/worker.ts"] })).toBe("from a worker\n");
  });

  test("by its path alone is found as well", async () => {
    const files = {
      ...WORKER,
      "src/main.ts": START.replace('new URL("./worker.ts", import.meta.url)', '"./worker"'),
    };
    expect(await linesOf(files)).toEqual([
      'src/main.ts:1: starts "src/worker.ts": add it to apps.hello.workers',
    ]);
    expect(await checked(files, { workers: ["src/worker.ts"] })).toBe("from a worker\n");
  });

  test("that is started below the entry point's folder would be looked for beside it", async () => {
    const files = {
      "src/main.ts": 'import "./deep/start.ts";',
      "src/deep/start.ts": START,
      "src/deep/worker.ts": WORKER["src/worker.ts"],
    };
    const [line] = await linesOf(files, { workers: ["src/deep/worker.ts"] });
    expect(line).toContain("src/deep/start.ts:1:");
    expect(line).toContain("start it in a source beside the entry point");
  });

  test.each<[string, string, string]>([
    [
      "outside the entry point's folder",
      'new Worker("../other/worker.ts")',
      "move it below the entry point's folder",
    ],
    ["named from the project's folder", 'new Worker("./other/worker.ts")', "name it from its source"],
  ])("%s is told apart", async (_what, main, told) => {
    const [line] = await linesOf({ "src/main.ts": main, "other/worker.ts": "" });
    expect(line).toContain(told);
  });
});

describe("a file", () => {
  const files = { "src/data/x.txt": "a text", "src/main.ts": READ };

  test("that is not declared stops, and is read once its folder is", async () => {
    expect(await linesOf(files)).toEqual([
      'src/main.ts:1: names "src/data/x.txt": add "src/data" to apps.hello.assets',
    ]);
    expect(await checked(files, { assets: ["src/data"] })).toBe("a text\n");
  });

  test("is looked for beside the worker that reads it", async () => {
    const app = { workers: ["src/deep/worker.ts"] };
    const project = {
      "src/main.ts": START.replace("./worker.ts", "./deep/worker.ts"),
      "src/deep/worker.ts": 'postMessage(await Bun.file(import.meta.dir + "/x.txt").text())',
      "src/deep/x.txt": "beside",
    };
    expect(await linesOf(project, app)).toEqual([
      'src/deep/worker.ts:1: names "src/deep/x.txt": add "src/deep" to apps.hello.assets',
    ]);
    expect(await checked(project, { ...app, assets: ["src/deep"] })).toBe("beside\n");
  });

  test("is not taken for another one in a folder of the same name", async () => {
    const other = { ...files, "other/data/y.txt": "" };
    expect(await linesOf(other, { assets: ["other/data"] })).toHaveLength(1);
  });

  test("that is imported as a file needs nothing", async () => {
    const main =
      'import path from "./data/x.txt" with { type: "file" }; console.log(await Bun.file(path).text());';
    expect(await checked({ ...files, "src/main.ts": main })).toBe("a text\n");
  });

  test("above the source cannot be declared", async () => {
    const [line] = await linesOf({
      "src/main.ts": 'console.log(import.meta.dir + "/../top.txt")',
      "top.txt": "",
    });
    expect(line).toBe(
      'src/main.ts:1: names "top.txt": import it with { type: "file" }, or move it below the folder of the source',
    );
  });

  test("may stay outside by a glob of its path, or of what the code says", async () => {
    const { check } = await compiledProject(files, {});
    for (const glob of ["src/data/*", "data/x.txt", "./data/x.txt"]) check({ allowUnresolved: [glob] });
    // These let imports be that nobody can resolve; a file that is missing has to be named.
    for (const glob of ["", "*", "**/*"])
      expect((await caught(() => check({ allowUnresolved: [glob] }))).code).toBe("undeclared-file");
    const fault = await caught(() => check({ allowUnresolved: ["src/*"] }));
    expect(fault.hint).toContain('apps.hello.allowUnresolved, e.g. ["src/data/x.txt"]');
  });

  test.each([
    ["does not exist", 'console.log(new URL("./nowhere.txt", import.meta.url).protocol)', "file:\n"],
    ["is named by code that is left out", `if (false) { ${READ} } console.log("done")`, "done\n"],
    ["is named in a comment", `// ${READ}\nconsole.log("done")`, "done\n"],
    ["is the source itself", "console.log(new URL(import.meta.url).protocol)", "file:\n"],
  ])("that %s is no matter", async (_what, main, output) => {
    expect(await checked({ ...files, "src/main.ts": main })).toBe(output);
  });

  const LEFT_OUT = `import { join } from "node:path";
    export function dev() { return [join(import.meta.dir, "d"), new URL("./ä b.txt", import.meta.url)]; }
    export const live = () => console.log("d", "./ä b.txt", typeof join);`;

  test.each([true, false])(
    "that only a function left out names is no matter, with a source map: %j",
    async (sourcemap) => {
      const project = {
        "src/main.ts": 'import { live } from "./lib.ts"; live();',
        "src/lib.ts": LEFT_OUT,
        "src/d": "",
        "src/ä b.txt": "",
      };
      expect(await checked(project, { sourcemap })).toBe("d ./ä b.txt function\n");
      const called = { ...project, "src/main.ts": 'import { dev } from "./lib.ts"; console.log(dev());' };
      expect(await linesOf(called, { sourcemap })).toEqual([
        'src/lib.ts:2: names "src/d": add "src/d" to apps.hello.assets',
        'src/lib.ts:2: names "src/ä b.txt": add "src/ä b.txt" to apps.hello.assets',
      ]);
    },
  );

  test("is found in a module that is loaded later, behind lines and characters of every kind", async () => {
    const later =
      '/* 😀\r\n\u2028 */ const s = "ä😀\u2028"; export default import.meta.dir + "/x.txt" + s.length;';
    const lines = await linesOf({
      "src/main.ts": 'console.log((await import("./later.ts")).default)',
      "src/later.ts": later.replace(" + s.length", ""),
      "src/x.txt": "",
    });
    expect(lines).toEqual(['src/later.ts:2: names "src/x.txt": add "src/x.txt" to apps.hello.assets']);
  });

  test("that is the project's own package.json is told another way", async () => {
    const main = `import { existsSync } from "node:fs"; import { join } from "node:path";
      console.log(existsSync(join(import.meta.dir, "..", "package.json")));`;
    const { check } = await compiledProject({ "src/main.ts": main }, {});
    const fault = await caught(() => check());
    expect(fault.details).toEqual([
      'src/main.ts:2: names "package.json", which users do not have; take the version from "slipway/app", or import the file',
    ]);
    expect(fault.hint).toContain(
      'what may be missing goes into apps.hello.allowUnresolved, e.g. ["package.json"]',
    );
    expect(() => check({ allowUnresolved: ["package.json"] })).not.toThrow();
  });

  test("of a dependency is named by the package", async () => {
    const [line] = await linesOf({
      "src/main.ts": 'import "dep";',
      "node_modules/dep/package.json": '{ "name": "dep", "main": "lib/index.js" }',
      "node_modules/dep/lib/index.js":
        'console.log(require("fs").readFileSync(require("path").join(__dirname, "x.bin")).length, __dirname + "/y.bin");',
      "node_modules/dep/lib/y.bin": "",
    });
    expect(line).toBe(
      'node_modules/dep/lib/index.js:1: names "node_modules/dep/lib/y.bin": add "node_modules/dep/lib/y.bin" to apps.hello.assets',
    );
  });

  test("that is required in a way nobody follows is told so", async () => {
    const main = `import { createRequire } from "node:module";
      const load = createRequire(import.meta.url);
      console.log(load("../package.json").version);`;
    const [line] = await linesOf({ "src/main.ts": main });
    expect(line).toContain('src/main.ts:3: requires "package.json" through createRequire');
    const imported = 'import json from "../package.json"; console.log(json.version);';
    expect(await checked({ "src/main.ts": imported })).toBe("1.2.3\n");
  });

  test("of a package that is required in a way nobody follows is told so, one inside the runtime is not", async () => {
    const [first, ...more] = await linesOf({
      "src/main.ts": `import { createRequire } from "node:module";
      const load = createRequire(import.meta.url);
      console.log(load("events").once, load("@a/not-installed"), load("@a/b/deep"));`,
      "node_modules/@a/b/deep.js": "module.exports = 1",
      "node_modules/events/index.js": "module.exports = 1",
    });
    expect(first).toContain('src/main.ts:3: requires "node_modules/@a/b" through createRequire');
    expect(more).toEqual([]);
  });

  test("that is resolved to a path of this machine is told so", async () => {
    const [line] = await linesOf({ ...files, "src/main.ts": 'console.log(require.resolve("./data/x.txt"))' });
    expect(line).toContain('resolves "src/data/x.txt" to its path on this machine; import it with');
  });
});

describe("variables of a .env file", () => {
  const files = {
    ".env": "# one\nTOKEN=the-secret-value\nOTHER=x\n",
    "src/main.ts": "console.log('start');\nconsole.log(process.env.TOKEN, Bun.env.UNRELATED);",
  };

  test("that the code reads must be decided on, without a word about their values", async () => {
    const fault = await caught(() => checked(files, { autoload: { ...OFF, dotenv: undefined } }));
    expect(fault).toMatchObject({ code: "undecided-dotenv", exitCode: 3 });
    expect(fault.message).toContain('its code reads TOKEN, which ".env" sets for you alone');
    expect(fault.details).toEqual(["src/main.ts:2: reads TOKEN"]);
    expect(fault.hint).toContain("apps.hello.autoload.dotenv");
    expect(JSON.stringify(fault) + fault.message + fault.hint).not.toContain("secret");
  });

  test.each([true, false])("are decided on by %j", async (dotenv) => {
    expect(await checked(files, { autoload: { ...OFF, dotenv } })).toContain("start\n");
  });

  test("are no matter when they are baked in, or read by nobody", async () => {
    const undecided = { autoload: { ...OFF, dotenv: undefined } };
    const baked = { ...undecided, define: { "process.env.TOKEN": '"baked"' } };
    expect(await checked(files, baked)).toBe("start\nbaked undefined\n");
    expect(await checked({ ...files, ".env": "OTHER=1" }, undecided)).toBe("start\nundefined undefined\n");
    const { ".env": _none, ...without } = files;
    expect(await checked(without, undecided)).toBe("start\nundefined undefined\n");
  });
});

const OFF = { dotenv: false, bunfig: false, tsconfig: false, packageJson: false };
