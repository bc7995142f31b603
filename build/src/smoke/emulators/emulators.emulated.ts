/** Each emulator by itself: a small project for its target runs, talks, fails and hangs as it would at home. */

import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import { executableName, type TargetId } from "@slipway/targets";
import { caught, runSlipway, writeFiles } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hostTarget } from "../../host.ts";
import { recordingEnv, sampleApp, sampleJob, sampleRun } from "../../testing/samples.ts";
import { smokeExecutable } from "../smoke.ts";
import { declaredDigest, type SmokeResult } from "../smoke-result.ts";
import { launcherFor } from "./emulator-for.ts";
import type { Launcher } from "./launcher.ts";

const MAIN = `
const [command, ...rest] = process.argv.slice(2);
if (command === "echo") {
  console.log(JSON.stringify([rest, await Bun.stdin.text(), process.platform, process.arch]));
  console.error("to standard error");
  process.exit(3);
}
if (command === "children") {
  Bun.spawn([process.execPath, "wait"], { stdio: ["ignore", "inherit", "inherit"] });
  setInterval(() => undefined, 1000);
}
if (command === "wait") setInterval(() => undefined, 1000);
if (command === "serve") await import("./server.ts");
`;

const RUNS: readonly SmokeRun[] = [
  sampleRun({
    args: ["echo", "a b", "c"],
    stdin: '{"in": "ünï"}\n',
    exitCode: 3,
    stdout: [/^\[\["a b","c"\],"\{\\"in\\": \\"ünï\\"\}\\n",/u],
    stderr: ["to standard error"],
  }),
  { kind: "mcp", args: ["serve"], tools: ["one", "three"], timeoutSeconds: 30 },
];

/** The targets that an emulator runs on the machine CI uses, and what its name must be. */
const EXPECTED: readonly (readonly [TargetId, RegExp])[] = [
  ["linux-arm64", /^qemu-aarch64 \d/u],
  ["linux-x64-musl", /^musl 1\.\d/u],
  ["linux-arm64-musl", /^musl 1\.\d.*, qemu-aarch64 \d/u],
  ["windows-x64", /^Wine 1\d\./u],
];

const project = realpathSync(mkdtempSync(join(tmpdir(), "slipway-emulated-")));

beforeAll(async () => {
  writeFiles(project, {
    "package.json": '{ "name": "hello", "version": "1.2.3", "type": "module" }\n',
    "slipway.config.ts": 'export default { apps: { hello: { entry: "src/main.ts", smoke: [] } } };\n',
    "src/main.ts": MAIN,
    "src/server.ts": readFileSync(join(import.meta.dirname, "..", "fixtures", "mcp-server.ts"), "utf8"),
  });
  const targets = EXPECTED.flatMap(([target]) => ["--target", target]);
  const { exitCode, stderr } = await runSlipway(["build", ...targets], { cwd: project });
  expect(exitCode, stderr).toBe(0);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** The emulator of a target. One that is missing fails the test in CI and is said elsewhere. */
async function emulatorOf(target: TargetId, skip: (reason: string) => never): Promise<Launcher> {
  const { signal } = new AbortController();
  const machine = { host: await hostTarget(), variables: process.env, signal };
  const found = await launcherFor(target, machine);
  if (found.kind === "found") return found.launcher;
  if (process.env["CI"] === undefined) return skip(found.reason);
  throw new Error(found.reason);
}

async function smoke(
  target: TargetId,
  options: { readonly launcher: Launcher; readonly runs: readonly SmokeRun[] },
): Promise<SmokeResult> {
  const dist = mkdtempSync(join(project, "run-"));
  const file = executableName("hello", target);
  const executable = join(dist, file);
  copyFileSync(join(project, "dist", "build", target, file), executable);
  const { runs, launcher } = options;
  const job = { ...sampleJob(sampleApp({ smoke: [...runs] })), target, executable: file };
  const env = recordingEnv(dist);
  const emulation = { launcher, on: await hostTarget() };
  return smokeExecutable(job, { path: executable, identity: { version: "1.2.3" }, emulation, env });
}

/** Processes that run what was made here, or belong to a Wine that was started from here. */
function emulatedProcesses(): readonly string[] {
  const own = readlinkSync("/proc/self/ns/mnt");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const elsewhere = readlinkSync(`/proc/${id}/ns/mnt`) !== own && /wine|hello/u.test(command);
        return elsewhere || command.includes(project) ? [`${id} ${command}`] : [];
      } catch {
        // It ended while it was looked at.
        return [];
      }
    });
}

describe.each(EXPECTED)("%s", (target, by) => {
  test("runs with arguments, standard input and an exit code, and talks MCP", async ({ skip }) => {
    const launcher = await emulatorOf(target, skip);
    expect(await smoke(target, { launcher, runs: RUNS })).toEqual({
      kind: "passed",
      runs: RUNS.length,
      declared: declaredDigest(RUNS),
      on: await hostTarget(),
      by: expect.stringMatching(by),
    });
  });

  test("fails where the executable does", async ({ skip }) => {
    const launcher = await emulatorOf(target, skip);
    const runs = [sampleRun({ args: ["echo"], stdout: ["{version}"] })];
    const fault = await caught(async () => smoke(target, { launcher, runs }));
    expect(fault.message).toContain(`went wrong under ${launcher.by}`);
    expect(fault.details.slice(0, 2)).toEqual([
      "exit code: found 3, wanted 0",
      'standard output: "1.2.3" not found',
    ]);
  });

  test("is ended with all it started when it hangs", async ({ skip }) => {
    const launcher = await emulatorOf(target, skip);
    const runs = [sampleRun({ args: ["children"], timeoutSeconds: 0.8 })];
    const fault = await caught(async () => smoke(target, { launcher, runs }));
    expect(fault.details[0]).toBe("it did not end within 8 s");
    await expect.poll(emulatedProcesses, { timeout: 5000 }).toEqual([]);
  });
});
