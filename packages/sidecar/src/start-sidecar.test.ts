import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { TARGETS, targetOf } from "@slipway/targets";
import { tempFolder } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { findSidecar, thisHost } from "./index.ts";
import { pause, within } from "./time.ts";
import { quiet } from "./quiet.ts";

/** Both compiled, once. */
const built = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));

beforeAll(() => {
  for (const [entry, name] of [
    ["app.ts", "app"],
    ["fake-sidecar.ts", "fake-sidecar"],
  ] as const) {
    const source = join(import.meta.dirname, "testing", entry);
    const outfile = join(built, name);
    const done = Bun.spawnSync([process.execPath, "build", "--compile", source, "--outfile", outfile], {
      cwd: built,
    });
    if (done.exitCode !== 0) throw new Error(done.stderr.toString());
  }
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** Puts the compiled files where `names` say, below a new folder. */
function installed(names: { readonly app: string; readonly sidecar?: string }): string {
  const root = tempFolder();
  for (const [file, name] of [
    ["app", names.app],
    ["fake-sidecar", names.sidecar],
  ] as const) {
    if (name === undefined) continue;
    mkdirSync(join(root, name, ".."), { recursive: true });
    linkSync(join(built, file), join(root, name));
  }
  return root;
}

function run(command: string, env: Readonly<Record<string, string>> = {}): unknown {
  const { stdout, stderr } = Bun.spawnSync([command], { cwd: tempFolder(), env });
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

/** The Rust triple of this machine, as the build of a sidecar for Tauri names its file. */
function triple(): string {
  const target = targetOf({
    os: process.platform === "darwin" ? "darwin" : "linux",
    cpu: process.arch === "arm64" ? "arm64" : "x64",
    libc: process.platform === "darwin" ? undefined : "glibc",
  });
  return target === undefined ? "" : TARGETS[target].rust;
}

describe.skipIf(process.platform === "win32")("a compiled app", () => {
  test.each([
    ["beside it", "bin/app", "bin/fake-sidecar"],
    ["beside it with the Rust triple", "bin/app", `bin/fake-sidecar-${triple()}`],
    ["in a folder with spaces and umlauts", "Mein Büro/app", "Mein Büro/fake-sidecar"],
  ])("finds a compiled sidecar %s", (_where, app, sidecar) => {
    const root = installed({ app, sidecar });
    expect(run(join(root, app))).toEqual({ text: "hello", path: join(root, sidecar) });
  });

  test("finds it beside the file that a link of the PATH leads to", () => {
    const root = installed({ app: "cellar/app", sidecar: "cellar/fake-sidecar" });
    mkdirSync(join(root, "bin"));
    symlinkSync("../cellar/app", join(root, "bin/app"));
    const path = join(root, "cellar/fake-sidecar");
    expect(run(join(root, "bin/app"))).toEqual({ text: "hello", path });
  });

  test("finds it beside the link where every file has a folder of its own", () => {
    const root = installed({ app: "one/app", sidecar: "two/fake-sidecar" });
    mkdirSync(join(root, "bin"));
    symlinkSync("../one/app", join(root, "bin/app"));
    symlinkSync("../two/fake-sidecar", join(root, "bin/fake-sidecar"));
    const path = join(root, "bin/fake-sidecar");
    expect(run(join(root, "bin/app"))).toEqual({ text: "hello", path });
  });

  test("takes the one that the environment names", () => {
    const root = installed({ app: "bin/app", sidecar: "elsewhere/other" });
    const path = join(root, "elsewhere/other");
    expect(run(join(root, "bin/app"), { FAKE_SIDECAR_PATH: path })).toEqual({ text: "hello", path });
  });

  test("says where it looked when there is none, and looks for no source", () => {
    const root = installed({ app: "bin/app" });
    expect(run(join(root, "bin/app"))).toMatchObject({
      code: "sidecar-not-found",
      details: expect.arrayContaining([`${root}/bin/fake-sidecar (beside this executable): not there`]),
    });
  });
});

test("findSidecar() takes this process for what it is", () => {
  const source = join(import.meta.dirname, "testing", "fake-sidecar.ts");
  expect(findSidecar("fake-sidecar", { source }).command[0]).toBe(thisHost().execPath);
});

test("within() and pause() wait no longer than they are to", async () => {
  expect(await within(new Promise(() => {}), { timeMs: 1, late: "late" })).toBe("late");
  expect(await within(Promise.resolve("in time"), { timeMs: 60_000, late: "late" })).toBe("in time");
  await pause(60_000, AbortSignal.abort());
  const abort = new AbortController();
  const paused = pause(60_000, abort.signal);
  abort.abort();
  await paused;
});

test("quiet() drops what a listener throws", () => {
  expect(() => quiet<string>(JSON.parse)("{")).not.toThrow();
  expect(() => quiet(undefined)(1)).not.toThrow();
});
