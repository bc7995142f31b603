/** The examples of the document are run as they are written. */

import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { sidecarFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

const PACKAGES = resolve(import.meta.dirname, "..", "..");
const DOCUMENT = join(PACKAGES, "..", "docs", "sidecar.md");

/** The examples in a folder, in the order they have in the document. */
function examples(names: readonly string[]): string {
  const folder = tempFolder();
  chmodSync(folder, 0o700);
  const blocks = [...readFileSync(DOCUMENT, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gmu)];
  for (const [index, name] of names.entries()) {
    const text = blocks[index]?.[1] ?? "";
    const runnable = text.replaceAll(
      /"slipway\/(rpc|sidecar)"/gu,
      (_all, used: string) => `"${PACKAGES}/${used}/src/index.ts"`,
    );
    writeFileSync(join(folder, name), runnable);
  }
  return folder;
}

const NAMES = ["protocol.ts", "daemon.ts", "app.ts", "shared-app.ts", "shared-daemon.ts"];

type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

function run(
  command: readonly [folder: string, name: string, ...args: readonly string[]],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [folder, name, ...args] = command;
  return runCommand([process.execPath, join(folder, name), ...args], { folder, variables });
}

type Running = { readonly folder: string; readonly variables?: Readonly<Record<string, string>> };

async function runCommand(command: readonly string[], { folder, variables }: Running): Promise<Ran> {
  onTestFinished(() => {
    for (const line of processesIn(folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
  });
  const env = { PATH: process.env["PATH"], HELLO_FOLDER: join(folder, "its", "own"), ...variables };
  const child = Bun.spawn([...command], {
    env,
    cwd: folder,
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { exitCode: await child.exited, stdout, stderr };
}

describe.skipIf(process.platform === "win32")("the example", () => {
  test.each(["app.ts", "shared-app.ts"])("%s prints a sum", async (name) => {
    expect(await run([examples(NAMES), name])).toEqual({ exitCode: 0, stdout: "3\n", stderr: "" });
  });

  test.each(NAMES.slice(1))("%s answers --version, which a build asks it for", async (name) => {
    const folder = examples(NAMES);
    const ran = await run([folder, name, "--version"]);
    expect(ran).toEqual({ exitCode: 0, stdout: "1.2.0\n", stderr: "" });
    expect(existsSync(join(folder, "its"))).toBe(false);
  });

  test.each([
    ["app.ts", "daemon.ts"],
    ["shared-app.ts", "shared-daemon.ts"],
  ])("%s and %s work compiled, side by side", async (app, daemon) => {
    const folder = examples(NAMES);
    for (const [name, entry] of [
      ["hello", app],
      ["hello-daemon", daemon],
    ] as const) {
      const command = [process.execPath, "build", "--compile", entry, "--outfile", name];
      const { exitCode, stderr } = Bun.spawnSync(command, { cwd: folder });
      expect({ exitCode, errors: exitCode === 0 ? "" : stderr.toString() }).toEqual({
        exitCode: 0,
        errors: "",
      });
    }
    for (const name of NAMES) rmSync(join(folder, name));
    const version = { exitCode: 0, stdout: "1.2.0\n", stderr: "" };
    expect(await runCommand([join(folder, "hello"), "--version"], { folder })).toEqual(version);
    expect(await runCommand([join(folder, "hello-daemon"), "--version"], { folder })).toEqual(version);
    expect(await runCommand([join(folder, "hello")], { folder })).toEqual({ ...version, stdout: "3\n" });
  });

  test.each(["app.ts", "shared-app.ts"])("%s ends as the fault says, with its text alone", async (name) => {
    const { exitCode, stdout, stderr } = await run([examples(NAMES), name], {
      HELLO_DAEMON_PATH: "/not/there",
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toMatch(/^Cannot find "hello-daemon": /u);
    expect(stderr).not.toMatch(/^ +at /mu);
  });

  test("app.ts prints no control characters of the sidecar's log", async () => {
    const folder = examples(NAMES);
    const path = join(folder, "daemon.ts");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("const served", 'console.error("\\u{1b}[31mred");\nconst served'),
    );
    expect((await run([folder, "app.ts"])).stderr).toBe("hello-daemon: ?[31mred\n");
  });

  test("daemon.ts logs what a handler throws", async () => {
    const folder = examples(NAMES);
    const path = join(folder, "daemon.ts");
    const text = readFileSync(path, "utf8");
    const wrong = 'add: () => { throw new Error("the reason"); },';
    writeFileSync(
      path,
      text.replace(/^ {2}add: .*$/mu, () => wrong),
    );
    const { exitCode, stderr } = await run([folder, "app.ts"]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/^hello-daemon: .*the reason$/mu);
  });
});

test("the document has every code and the limits as they are", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  const codes = [...text.matchAll(/^\| `(sidecar-[a-z-]+)`/gmu)].map(([, code]) => code);
  const source = readFileSync(join(import.meta.dirname, "faults.ts"), "utf8");
  expect(codes).toEqual([...source.matchAll(/^ {2}"(sidecar-[a-z-]+)":/gmu)].map(([, code]) => code));
  expect(sidecarFault("sidecar-died", { message: "", hint: "" }).exitCode).toBe(1);
  expect(LIMITS).toMatchObject({
    stopInputMs: 5000,
    stopTermMs: 2000,
    orphanGraceSeconds: 5,
    healthEveryMs: 30_000,
    healthMs: 10_000,
    restarts: 5,
    restartFirstMs: 100,
    restartLongestMs: 10_000,
    steadyMs: 60_000,
    logLineCharacters: 8192,
    toldLogLines: 20,
  });
});
