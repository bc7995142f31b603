/** The examples of the document are run as they are written. */

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

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

test.skipIf(process.platform === "win32").each(["app.ts", "shared-app.ts"])(
  "the example %s prints a sum",
  async (name) => {
    const folder = examples(NAMES);
    onTestFinished(() => {
      for (const line of processesIn(folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
    });
    const env = { PATH: process.env["PATH"], HELLO_FOLDER: folder };
    const child = Bun.spawn([process.execPath, join(folder, name)], { env, cwd: folder, stderr: "pipe" });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: "3\n", stderr: "" });
    expect(await child.exited).toBe(0);
  },
);

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
