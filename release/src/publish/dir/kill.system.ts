/** A process that publishes into a folder in stages is killed at every change it makes; the next one ends the same. */

import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, runProgram, sha256Of, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

import { publish } from "../publish.ts";
import { LOCK_FILE } from "./folder-lock.ts";
import { type Publishable, publishableRelease, publishOptions } from "../testing/publishable-release.ts";

const PROGRAM = join(import.meta.dirname, "..", "testing", "publish-program.ts");

/** Whatever makes, moves, removes or flushes something. */
const CALLS = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync";

test("killed at every change, the next run ends the same", { timeout: 300_000 }, async () => {
  const made = await publishableRelease();
  let nth = 0;
  for (let isWhole = false; !isWhole;) {
    nth += 1;
    isWhole = await killedAt(made, nth);
  }
  expect(nth).toBeGreaterThan(made.record.artifacts.length * 2);
});

/** True when the process was not killed, since it made fewer changes. */
async function killedAt(made: Publishable, nth: number): Promise<boolean> {
  const again = copyOf(made);
  const inject = ["-e", `trace=${CALLS}`, "-e", `inject=${CALLS}:signal=SIGKILL:when=${nth}`];
  const command = [
    "strace",
    "-f",
    "-qq",
    "-o",
    join(again.root, "..", "trace"),
    ...inject,
    process.execPath,
    PROGRAM,
    again.root,
  ];
  const { exitCode, stderr } = runProgram(command, { cwd: again.root });
  expect([0, 137, null], stderr).toContain(exitCode);
  const published = join(again.root, "site", "v1.2.3");
  if (existsSync(published)) expectWhole(again);
  await publish(publishOptions(again.config), again.env);
  expectWhole(again);
  expect(readdirSync(join(again.root, "site")).toSorted()).toEqual([
    LOCK_FILE,
    "stable",
    "v1.2.3",
    "v1.2.3.md",
  ]);
  expect(readdirSync(join(again.root, "site", "stable")).toSorted()).toEqual(["install.sh", "latest.json"]);
  return exitCode === 0;
}

function copyOf(made: Publishable): Publishable {
  const root = join(tempFolder(), "project");
  cpSync(made.root, root, { recursive: true });
  const config = { ...made.config, root, destination: { kind: "dir", folder: join(root, "site") } as const };
  return {
    ...made,
    root,
    config,
    options: publishOptions(config),
    env: { ...made.env, dist: join(root, "dist") },
  };
}

function expectWhole({ root, record }: Publishable): void {
  const folder = join(root, "site", "v1.2.3");
  const found = readdirSync(folder).map((file) => [file, sha256Of(join(folder, file))]);
  const wanted = record.artifacts.map(({ file, sha256 }) => [file, sha256]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
}

test("a disk that is full is told before anything is copied, and while it is copied", async () => {
  const made = copyOf(await publishableRelease());
  const site = join(made.root, "site");
  mkdirSync(site);
  expect(runProgram(["mount", "-t", "tmpfs", "-o", "size=64k", "none", site], { cwd: "/" }).exitCode).toBe(0);
  onTestFinished(() => {
    runProgram(["umount", site], { cwd: "/" });
  });
  mkdirSync(join(site, ".v1.2.3.draft"));
  writeFileSync(join(site, "ballast"), Buffer.alloc(60_000));
  expect((await caught(() => publish(made.options, made.env))).code).toBe("other-publisher");
  runProgram(["rmdir", join(site, ".v1.2.3.draft")], { cwd: "/" });
  expect((await caught(() => publish(made.options, made.env))).code).toBe("no-room");
});
