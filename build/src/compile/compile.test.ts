import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import type { AppConfig } from "@slipway/config";
import type { Fault } from "@slipway/fault";
import { caught, foreignProject, processesIn, runProgram, sha256Of } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../env.ts";
import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import { recordingEnv, SAMPLE_IDENTITY, sampleApp, sampleJob } from "../testing/samples.ts";
import { compileExecutable } from "./compile.ts";

const host = await hostTarget();
const runtime = { ...readPin(OWN_PINS, host), sizeBytes: 0 };

type Compiling = { readonly root: string; readonly env: Env; readonly path: Promise<string> };

function compile(
  files: Readonly<Record<string, string>>,
  options: { readonly app?: Partial<AppConfig>; readonly env?: Partial<Env>; readonly broken?: string } = {},
): Compiling {
  const root = foreignProject(files, { config: "{}" });
  const env = recordingEnv(join(root, "dist"), options.env);
  const job = sampleJob(sampleApp(options.app), host);
  const base = options.broken === undefined ? runtime : { ...runtime, file: join(root, options.broken) };
  const compiled = compileExecutable(job, {
    root,
    runtime: base,
    compiler: runtime,
    identity: SAMPLE_IDENTITY,
    env,
  });
  return { root, env, path: compiled.then(({ path }) => path) };
}

async function faultOf(...input: Parameters<typeof compile>): Promise<Fault> {
  return caught(async () => compile(...input).path);
}

describe("compileExecutable()", () => {
  test("leaves the executable alone in its folder, without loose source maps", async () => {
    const { root, env, path } = compile({
      "src/main.ts": "await import('./b.ts')",
      "src/b.ts": "console.log('b')",
    });
    expect(readdirSync(join(await path, ".."))).toEqual([sampleJob(sampleApp(), host).executable]);
    expect(runProgram([await path], { cwd: root }).stdout).toBe("b\n");
    expect(await path).toContain(join(env.dist, ".work"));
  });

  test("embeds files of equal names, each with its own content, to the same bytes in every folder", async () => {
    const files = {
      "src/main.ts": `import one from "./one/data.txt" with { type: "file" };
        import two from "./two/data.txt" with { type: "file" };
        console.log(await Bun.file(one).text(), await Bun.file(two).text());`,
      "src/one/data.txt": "first",
      "src/two/data.txt": "second",
    };
    const digests: string[] = [];
    for (const { root, path } of [compile(files), compile(files)]) {
      expect(runProgram([await path], { cwd: root }).stdout).toBe("first second\n");
      digests.push(sha256Of(await path));
    }
    expect(digests[1]).toBe(digests[0]);
  });

  test.skipIf(process.platform === "win32")("has the same mode whatever the umask", async () => {
    const umask = process.umask(0o077);
    try {
      const { path } = compile({ "src/main.ts": "" });
      expect((statSync(await path).mode & 0o777).toString(8)).toBe("755");
    } finally {
      process.umask(umask);
    }
  });

  test("takes nothing from the environment of the user", async () => {
    const hostile = {
      NODE_ENV: "development",
      BUN_OPTIONS: "--preload ./not-there.ts",
      BUN_CONFIG_MINIFY: "1",
      NODE_OPTIONS: "--nonsense",
      BUN_COMPILE_TARGET_TARBALL_URL: "http://127.0.0.1:1/",
      HOME: "/nowhere",
      TMPDIR: "/nowhere",
    };
    const main = { "src/main.ts": "console.log(process.env.NODE_ENV)" };
    const { root, path } = compile(main, { env: { variables: hostile } });
    expect(runProgram([await path], { cwd: root, env: { NODE_ENV: "other" } }).stdout).toBe("production\n");
  });

  test("tells a syntax error with its place", async () => {
    const fault = await faultOf({ "src/main.ts": "\nconsole.log(1" });
    expect(fault).toMatchObject({
      code: "compile-failed",
      exitCode: 1,
      hint: "Mend the source and run the command again",
    });
    expect(fault.message).toBe(`Cannot compile hello ${host}: 1 error`);
    expect(fault.details).toEqual(['src/main.ts:2:13: Expected ")" but found end of file']);
  });

  test("tells every import that leads nowhere", async () => {
    const fault = await faultOf({ "src/main.ts": 'import "./no.ts";\nimport "no-package";' });
    expect(fault.message).toBe(`Cannot compile hello ${host}: 2 errors`);
    expect(fault.details[0]).toBe('src/main.ts:1:8: Could not resolve: "./no.ts"');
    expect(fault.details[1]).toContain('src/main.ts:2:8: Could not resolve: "no-package"');
  });

  test.each([
    ["an import()", "await import(process.argv[2] ?? '')"],
    ["a require()", "import { createRequire } from 'node:module'; require(process.argv[2] ?? '');"],
  ])("refuses %s that nobody can resolve, and says how to allow it", async (_what, text) => {
    const fault = await faultOf({ "src/main.ts": text });
    expect(fault).toMatchObject({ code: "compile-failed", exitCode: 1 });
    expect(fault.hint).toContain('apps.hello.allowUnresolved: a glob, or "" for a name that nobody can know');
  });

  test.each([
    ["a glob of its name", "`./plugins/${name}.ts`", "./plugins/*"],
    ["nothing, since nobody knows its name", "name", ""],
  ])("lets through what allowUnresolved names by %s", async (_what, specifier, glob) => {
    const text = `const name = process.argv[2]; await import(${specifier}).catch(() => console.log("none"))`;
    const { root, path } = compile({ "src/main.ts": text }, { app: { allowUnresolved: [glob] } });
    expect(runProgram([await path, "a"], { cwd: root }).stdout).toBe("none\n");
  });

  test("does not blame the source for a runtime that is none", async () => {
    const fault = await faultOf({ "src/main.ts": "", runtime: "no executable" }, { broken: "runtime" });
    expect(fault).toMatchObject({ code: "compile-crashed", exitCode: 1 });
    expect(fault.details.length).toBeGreaterThan(0);
  });

  test("ends with its compiler when interrupted, and leaves none behind", async () => {
    const interruption = new AbortController();
    const { root, path } = compile({ "src/main.ts": "" }, { env: { signal: interruption.signal } });
    interruption.abort();
    // The step around it tells of the interruption.
    expect((await caught(() => path)).code).toBe("compile-crashed");
    expect(processesIn(root)).toEqual([]);
    expect(existsSync(join(root, "dist", ".work", `hello.${host}`, "hello"))).toBe(false);
  });
});
