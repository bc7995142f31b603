/** The launcher that package managers start: what it has started ends with it, however it ends. */

import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { hostTarget } from "@slipway/build";
import { executableName } from "@slipway/targets";
import { foreignProject, HELLO, processesIn, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { foldersWithoutBunAsNode } from "./testing/folders-without-bun-as-node.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");
const PATH = foldersWithoutBunAsNode().join(delimiter);
const host = await hostTarget();

/** The launcher, with the sources where the npm package has them. */
function launcher(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, "bin"));
  copyFileSync(join(REPOSITORY, "packages", "cli", "bin", "slipway.js"), join(folder, "bin", "slipway.mjs"));
  symlinkSync(join(REPOSITORY, "packages"), join(folder, "packages"));
  return join(folder, "bin", "slipway.mjs");
}

/** A project with a program that never ends, so that its smoke run only ends when it is ended. */
function endlessSmoke(): string {
  const old = { [`dist/build/${host}/${executableName("a", host)}`]: "old a" };
  const endless = 'console.log("up"); setInterval(() => {}, 1000);';
  return foreignProject(
    { ...old, "src/a.ts": endless, "src/b.ts": HELLO, "dist/.lock": "", "dist/.gitignore": "*\n" },
    { config: '{ apps: { a: { entry: "src/a.ts", smoke: [{ timeoutSeconds: 600 }] }, b: "src/b.ts" } }' },
  );
}

describe.skipIf(process.platform === "win32")("the launcher", () => {
  test.each<readonly [string, NodeJS.Signals]>([
    ["preparing runtimes: ", "SIGKILL"],
    ["building: a ", "SIGKILL"],
    ["building: a ", "SIGTERM"],
  ])("after %j by %s leaves nothing that runs, and changes nothing", async (line, signal) => {
    const root = endlessSmoke();
    const before = treeState(join(root, "dist"));
    const child = Bun.spawn(["node", launcher(), "build", "--host"], {
      cwd: root,
      env: { ...process.env, PATH },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let log = "";
    async function readMore(): Promise<boolean> {
      const { value } = await reader.read();
      log += value ?? "";
      return value !== undefined;
    }
    while (!log.includes(line) && (await readMore()));
    child.kill(signal);
    while (await readMore());
    await child.exited;
    await vi.waitFor(() => {
      expect(processesIn(root)).toEqual([]);
    }, 10_000);
    expect(log).toContain("error: Interrupted: nothing was left half-written");
    expect(treeState(join(root, "dist"))).toEqual(before);
  });
});
