import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { loadConfig } from "@slipway/config";
import { RUNTIME_TARGET_IDS, type TargetId } from "@slipway/targets";
import { caught, foreignProject, HELLO, sha256Of, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { build } from "./build.ts";
import type { Env } from "./env.ts";
import { hostTarget } from "./host.ts";
import { withLock } from "./lock.ts";
import { planBuild } from "./plan.ts";
import { type BuildRecord, readBuildRecord } from "./record/build-record.ts";
import { pinsBelow, pinText, runtimeFile } from "./runtimes/pins.ts";
import { readSources } from "./sources/sources.ts";
import { recordingEnv } from "./testing/samples.ts";

const host = await hostTarget();
const TWO_APPS = { "src/one.ts": HELLO, "src/two.ts": HELLO };
const CONFIG = '{ apps: { one: "src/one.ts", two: "src/two.ts" } }';

/** Builds in this process what `slipway build --host` builds. */
async function buildIn(
  root: string,
  options: {
    readonly apps?: readonly string[];
    readonly targets?: readonly TargetId[];
    readonly env?: Partial<Env>;
  } = {},
): Promise<{ readonly record: BuildRecord; readonly stages: readonly string[] }> {
  const config = await loadConfig(root);
  const env = recordingEnv(join(root, "dist"), options.env);
  const plan = planBuild(config, {
    selection: { apps: options.apps ?? [], targets: options.targets ?? [host] },
    host,
  });
  const sources = await readSources(config, env);
  const record = await withLock(env.dist, async () =>
    build({ config, plan, host, identity: { ...sources, version: config.version }, sources }, env),
  );
  const stages = env.events.flatMap((event) => (event.kind === "job-stage" ? [event.stage] : []));
  return { record, stages };
}

/** What the record says of each app's file, next to what the file is. */
function comparison(root: string): readonly (readonly [string, boolean])[] {
  const entries = readBuildRecord(join(root, "dist"))?.executables ?? [];
  return entries.map(({ app, file, sha256 }) => [app, sha256Of(join(root, "dist", file)) === sha256]);
}

describe("build()", () => {
  test("makes what it records, stage by stage, and leaves nothing else", async () => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    const { record, stages } = await buildIn(root, { env: { concurrency: 1 } });
    // What is stamped or signed differs from system to system.
    const common = stages.filter((stage) => stage !== "stamping" && stage !== "signing");
    expect(common).toEqual(["compiling", "compiling", "inspecting", "smoking", "inspecting", "smoking"]);
    expect(comparison(root)).toEqual([
      ["one", true],
      ["two", true],
    ]);
    expect(record).toEqual(readBuildRecord(join(root, "dist")));
    expect(record).toMatchObject({ format: 1, product: "one" });
    expect(record.executables[0]).toMatchObject({
      version: "1.2.3",
      commit: null,
      smoke: { kind: "passed", runs: 1, on: host },
    });
    expect(Object.keys(treeState(join(root, "dist"))).toSorted()).toEqual(
      [
        ".gitignore",
        ".lock",
        "build",
        "build.json",
        `build/${host}`,
        `build/${host}/one`,
        `build/${host}/two`,
      ].map((path) => (host.startsWith("windows") && /one|two$/u.test(path) ? `${path}.exe` : path)),
    );
  });

  test("makes the same bytes again, and in another folder", async () => {
    const roots = [1, 2].map(() => foreignProject(TWO_APPS, { config: CONFIG }));
    const digests: unknown[] = [];
    for (const root of [...roots, ...roots]) {
      const { record } = await buildIn(root);
      digests.push(record.executables.map(({ sha256 }) => sha256));
    }
    expect(digests).toEqual(Array.from({ length: 4 }, () => digests[0]));
  });

  test("replaces its own entries only when it builds a part, and drops those that are gone", async () => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    await buildIn(root);
    const before = readBuildRecord(join(root, "dist"));
    writeFiles(root, { "src/one.ts": "console.log('1.2.3 changed');\n" });
    await buildIn(root, { apps: ["one"] });
    const after = readBuildRecord(join(root, "dist"));
    expect(after?.executables[1]).toEqual(before?.executables[1]);
    expect(after?.executables[0]?.sha256).not.toBe(before?.executables[0]?.sha256);
    expect(after?.executables[0]?.sources).not.toBe(before?.executables[0]?.sources);
    rmSync(join(root, "dist", after?.executables[0]?.file ?? ""));
    await buildIn(root, { apps: ["two"] });
    expect(comparison(root)).toEqual([["two", true]]);
  });

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ["does not compile", { "src/two.ts": "import './missing.ts'" }, "compile-failed"],
    ["does not pass its smoke run", { "src/two.ts": "process.exit(7)" }, "smoke-failed"],
  ])("changes nothing when one of its apps %s", async (_what, files, code) => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    await buildIn(root);
    const before = treeState(join(root, "dist"));
    writeFiles(root, { "src/one.ts": "console.log('1.2.3 changed');\n", ...files });
    expect((await caught(async () => buildIn(root))).code).toBe(code);
    expect(treeState(join(root, "dist"))).toEqual(before);
  });

  test("names the files that changed while it ran, up to five", async () => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    const report = (event: { readonly kind: string }): void => {
      if (event.kind !== "job-end") return;
      writeFiles(root, Object.fromEntries(Array.from("abcdefg", (name) => [`src/new-${name}.ts`, ""])));
    };
    const fault = await caught(async () => buildIn(root, { env: { report } }));
    expect(fault).toMatchObject({ code: "sources-changed", exitCode: 4 });
    expect(fault.details).toEqual([...Array.from("abcde", (name) => `src/new-${name}.ts`), "and 2 more"]);
  });

  test("compiles nothing for a runtime of another version than the one that compiles", async () => {
    const config = `{ apps: { one: "src/one.ts" }, runtimes: { folder: "pins", checksums: "sums" } }`;
    const root = foreignProject({ "src/one.ts": HELLO }, { config });
    const pins = pinsBelow(root, { folder: "pins", checksums: "sums" });
    const [other] = RUNTIME_TARGET_IDS.filter((target) => target !== host);
    if (other === undefined) throw new Error("there are several targets");
    const files = [host, other].map((target) => runtimeFile(pins, target).slice(root.length + 1));
    writeFiles(root, {
      [`pins/${host}/package.json`]: pinText(host, "1.4.4"),
      [`pins/${other}/package.json`]: pinText(other, "1.4.3"),
      sums: files.map((file) => `${"a".repeat(64)}  ${file.replaceAll("\\", "/")}\n`).join(""),
    });
    const fault = await caught(async () => buildIn(root, { targets: [other] }));
    expect(fault).toMatchObject({ code: "pin-invalid", exitCode: 3 });
    expect(fault.message).toContain(`Cannot compile for ${other}: its runtime is pinned to 1.4.3`);
  });

  test("changes nothing when its record cannot be written", async () => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    await buildIn(root);
    rmSync(join(root, "dist/build.json"));
    mkdirSync(join(root, "dist/build.json"));
    const before = treeState(join(root, "dist"));
    writeFiles(root, { "src/one.ts": "console.log('1.2.3 changed');\n" });
    expect((await caught(async () => buildIn(root))).code).toBe("output-blocked");
    expect(treeState(join(root, "dist"))).toEqual(before);
  });

  test("can be interrupted up to the moment it puts its files in place", async () => {
    const root = foreignProject(TWO_APPS, { config: CONFIG });
    for (const kind of ["step-start", "job-start", "job-stage", "job-end", "step-end"]) {
      const interruption = new AbortController();
      const report = (event: { readonly kind: string }): void => {
        if (event.kind === kind) interruption.abort();
      };
      const fault = await caught(async () => buildIn(root, { env: { signal: interruption.signal, report } }));
      expect(fault, kind).toMatchObject({ code: "interrupted", exitCode: 130 });
      expect(Object.keys(treeState(join(root, "dist"))), kind).toEqual([".gitignore", ".lock"]);
    }
    expect(existsSync(join(root, "dist", "build"))).toBe(false);
  });
});
