/** A process that updates a tap is killed at every request it makes; the next one ends the same. */

import { join } from "node:path";

import { recordingEnv } from "@slipway/build/testing";
import { processesIn, tempFolder } from "@slipway/testkit";
import { expect, test, vi } from "vitest";

import { sampleUpdate } from "./testing/sample-update.ts";
import { emptyRepository, tapServer } from "./testing/tap-server.ts";
import { updateTap } from "./update-tap.ts";

const PROGRAM = join(import.meta.dirname, "testing", "update-program.ts");
const PATH = process.env["PATH"];

/** When the killed process's server side has ended too. */
const SETTLED = { timeout: 10_000, interval: 50 };

test.each(["before", "after"])("killed %s git's server answers, the next run ends the same", async (when) => {
  let nth = 0;
  for (let isWhole = false; !isWhole;) {
    nth += 1;
    isWhole = await killedAt(nth, when === "before");
  }
  expect(nth).toBeGreaterThan(4);
});

/** True when the process was not killed, since it made fewer requests. */
async function killedAt(nth: number, isBefore: boolean): Promise<boolean> {
  const tap = emptyRepository();
  tap.commit("README.md", "A tap\n");
  let count = 0;
  let running: Bun.Subprocess | undefined;
  const { url } = tapServer(tap, () => {
    count += 1;
    if (count === nth && isBefore) running?.kill("SIGKILL");
    // What follows an answer is the next request, or the end.
    if (count === nth + 1 && !isBefore) running?.kill("SIGKILL");
    return undefined;
  });
  const temporary = tempFolder();
  const child = Bun.spawn([process.execPath, PROGRAM, url], {
    env: { PATH, TMPDIR: temporary },
    stdout: "ignore",
    stderr: "ignore",
  });
  running = child;
  const exitCode = await child.exited;
  await vi.waitFor(() => {
    expect(processesIn(temporary)).toEqual([]);
  }, SETTLED);
  running = undefined;
  const env = recordingEnv("/nowhere", { variables: { PATH } });
  await updateTap(sampleUpdate(url), env);
  expect(tap.git("log", "--format=%s", "main").split("\n")).toEqual(["tool 1.2.3", "somebody's README.md"]);
  expect(tap.git("show", "main:Formula/tool.rb")).toBe("ours");
  await vi.waitFor(async () => {
    expect([...new Bun.Glob("slipway-*").scanSync({ cwd: temporary, onlyFiles: false })]).toEqual([]);
  }, SETTLED);
  return exitCode === 0;
}

test("two processes at the same time end well", async () => {
  const tap = emptyRepository();
  const { url } = tapServer(tap);
  const files = ["Formula/a.rb", "Formula/b.rb", "Formula/c.rb"];
  const children = files.map((path) =>
    Bun.spawn([process.execPath, PROGRAM, url, path], { env: { PATH }, stdout: "ignore", stderr: "inherit" }),
  );
  expect(await Promise.all(children.map(async ({ exited }) => exited))).toEqual([0, 0, 0]);
  expect(tap.git("ls-tree", "-r", "--name-only", "main").split("\n")).toEqual(files);
});
