import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RuntimeTargetId } from "@slipway/targets";
import { caught, mutate, seededRandom, tempFolder, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { Fault } from "@slipway/fault";
import { sha256Text } from "../hash-file.ts";
import { withLock } from "../lock.ts";
import type { BuildJob } from "../plan.ts";
import { type BuildRecord, readBuildRecord } from "../record/build-record.ts";
import { findPrinted, keepPrinted } from "../printed/recorded-texts.ts";
import { ranResult, type SmokeResult } from "../smoke/smoke-result.ts";
import { recordingEnv } from "../testing/samples.ts";
import { mergeBuilds } from "./merge-builds.ts";
import { contentOf, entryFor, machine, type SampleProject, sampleProject } from "./testing/machines.ts";

const project = sampleProject();
const onLinux = (job: BuildJob): boolean => job.target === "linux-x64";
const elsewhere = (job: BuildJob): boolean => job.target !== "linux-x64";
const all = (): boolean => true;

type Into = { readonly dist?: string; readonly of?: SampleProject };

async function merge(folders: readonly string[], into: Into = {}): Promise<BuildRecord> {
  const { dist = join(tempFolder(), "dist"), of = project } = into;
  const named = folders.map((path, index) => ({ path, shown: `m${index + 1}` }));
  return withLock(dist, () => mergeBuilds({ ...of, folders: named }, recordingEnv(dist)));
}

/** The fault of a merge that refuses; what was in `dist` is the same afterwards. */
async function refused(folders: readonly string[], into: Into = {}): Promise<Fault> {
  const dist = into.dist ?? machine(project, onLinux);
  await withLock(dist, () => Promise.resolve());
  const before = [dist, ...folders].map(treeState);
  const fault = await caught(() => merge(folders, { ...into, dist }));
  expect([dist, ...folders].map(treeState)).toEqual(before);
  return fault;
}

function passed(job: BuildJob, on: RuntimeTargetId, by?: string): SmokeResult {
  return ranResult("passed", job, by === undefined ? { on } : { on, by });
}

function smokeOf(record: BuildRecord, name: string): SmokeResult | undefined {
  return record.executables.find(({ app, target }) => `${app} ${target}` === name)?.smoke;
}

describe("mergeBuilds()", () => {
  test("makes of two halves what one machine makes", async () => {
    const whole = machine(project, all);
    const dist = join(tempFolder(), "dist");
    const record = await merge([machine(project, elsewhere), machine(project, onLinux)], { dist });
    expect(record).toEqual(readBuildRecord(whole));
    expect(readFileSync(join(dist, "build.json"))).toEqual(readFileSync(join(whole, "build.json")));
    for (const job of project.plan.jobs) {
      expect(readFileSync(join(dist, job.file), "utf8")).toBe(contentOf(job));
      expect(statSync(join(dist, job.file)).mode & 0o777).toBe(0o755);
    }
    expect(existsSync(join(dist, ".work"))).toBe(false);
  });

  test("merges into one of the folders, which keeps its own files", async () => {
    const dist = machine(project, onLinux);
    const inode = statSync(join(dist, "build/linux-x64/one")).ino;
    await merge([dist, machine(project, elsewhere)], { dist });
    expect(statSync(join(dist, "build/linux-x64/one")).ino).toBe(inode);
    expect(readBuildRecord(dist)?.executables).toHaveLength(project.plan.jobs.length);
  });

  test("takes what other machines smoked from their records alone", async () => {
    const built = machine(project, all, (job) => (onLinux(job) ? { smoke: passed(job, "linux-x64") } : {}));
    const macs = (["darwin-x64", "darwin-arm64"] as const).map((on) =>
      machine(project, all, (job) => (job.target === "darwin-universal" ? { smoke: passed(job, on) } : {})),
    );
    const wine = machine(project, all, (job) =>
      job.target === "windows-x64" ? { smoke: passed(job, "linux-x64", "Wine 10") } : {},
    );
    const windows = machine(project, all, (job) =>
      job.target === "windows-x64" ? { smoke: passed(job, "windows-x64") } : {},
    );
    for (const folder of [...macs, wine, windows]) rmSync(join(folder, "build"), { recursive: true });
    const orders = [
      [built, ...macs, wine, windows],
      [windows, wine, ...macs.toReversed(), built],
    ];
    for (const order of orders) {
      const record = await merge(order);
      expect(smokeOf(record, "one linux-x64")).toMatchObject({ kind: "passed", on: "linux-x64" });
      expect(smokeOf(record, "one darwin-universal")).toMatchObject({
        kind: "passed",
        slices: ["darwin-x64", "darwin-arm64"],
      });
      expect(smokeOf(record, "one windows-x64")).toMatchObject({ kind: "passed", on: "windows-x64" });
    }
  });

  test("takes the license texts of each machine's packages along", async () => {
    const text = "MIT\n";
    const texts = [{ file: "LICENSE", sha256: sha256Text(text) }];
    const names = { version: "1.0.0", license: "MIT", author: null, homepage: null, repository: null };
    const packages = [{ name: "left", ...names, sizeBytes: 1, texts }];
    const folders = [machine(project, onLinux), machine(project, elsewhere, () => ({ packages }))] as const;
    expect((await refused(folders)).code).toBe("license-missing");
    const kept = join(".cache", "licenses", `${sha256Text(text)}.txt`);
    writeFiles(folders[0], { [kept]: "damaged" });
    writeFiles(folders[1], { [kept]: text });
    const dist = join(tempFolder(), "dist");
    await merge(folders, { dist });
    expect(readFileSync(join(dist, kept), "utf8")).toBe(text);
  });

  test("takes along what the executables printed where they ran", async () => {
    const man = { kind: "man", args: ["man"], text: ".TH ONE\n" } as const;
    const { text, ...declared } = man;
    const texts = [{ ...declared, sha256: sha256Text(text) }];
    const printed = machine(project, onLinux, () => ({ texts }));
    const folders = [machine(project, all), printed] as const;
    expect(await refused(folders)).toMatchObject({
      code: "merge-incomplete",
      message: expect.stringContaining("what one linux-x64 printed for man is in none of them"),
    });
    keepPrinted([man], printed);
    const dist = join(tempFolder(), "dist");
    const whole = machine(project, all, (job) => (onLinux(job) ? { texts } : {}));
    await merge(folders, { dist });
    expect(readFileSync(join(dist, "build.json"))).toEqual(readFileSync(join(whole, "build.json")));
    expect(findPrinted(dist, { sha256: sha256Text(text) })).toBe(text);
  });

  test("refuses folders whose executables are the same and printed something else", async () => {
    const kept = tempFolder();
    const printing = (args: readonly string[]): string =>
      machine(project, all, () => ({ texts: keepPrinted([{ kind: "man", args, text: "." }], kept) }));
    const fault = await refused([printing(["man"]), printing(["--man"])]);
    expect(fault.details).toContain('one linux-x64: "m1" and "m2" disagree on its texts');
  });

  test("refuses an incomplete set, with every app and target that is missing", async () => {
    const fault = await refused([machine(project, onLinux)]);
    expect(fault).toMatchObject({
      code: "merge-incomplete",
      message: "Cannot merge the folders: 4 of 6 executables are missing",
      details: [
        "one darwin-universal: no folder has it",
        "two darwin-universal: no folder has it",
        "one windows-x64: no folder has it",
        "two windows-x64: no folder has it",
      ],
    });
  });

  test("refuses a set whose file is nowhere, though a record tells of it", async () => {
    const folders = [machine(project, onLinux), machine(project, elsewhere)] as const;
    rmSync(join(folders[1], "build/windows-x64/two.exe"));
    expect((await refused(folders)).details).toEqual([
      'two windows-x64: "m2" tell of it, and "build/windows-x64/two.exe" is in none',
    ]);
  });

  test.each([
    ["versions", { version: "1.2.4" }, 'version: 1.2.3 in "m1", 1.2.4 in "m2"'],
    ["commits", { commit: "d".repeat(40) }, `commit: ${"c".repeat(40)} in "m1", ${"d".repeat(40)} in "m2"`],
    ["dates", { date: "2026-01-01T00:00:00Z" }, 'date: 1970-01-01T00:00:00Z in "m1", 2026-'],
    ["sources", { sources: "6".repeat(64) }, 'everything in "m2" was built from other sources'],
    ["configurations", { config: "7".repeat(64) }, 'everything in "m2" was built with other configuration'],
    ["runtimes", { runtimes: [] }, 'in "m2" was made with no runtime, wanted bun '],
    ["places", { file: "../../etc/passwd" }, 'in "m2" is recorded as "../../etc/passwd", wanted "build/'],
  ])("refuses mixed %s, with what differs", async (_what, changes, expected) => {
    const folders = [machine(project, onLinux), machine(project, elsewhere, () => changes)];
    const fault = await refused(folders);
    expect(fault).toMatchObject({ code: "merge-mixed", exitCode: 1 });
    expect(fault.details.join("\n")).toContain(expected);
  });

  test("refuses what agrees in itself and is not this project as it is", async () => {
    const of = { ...project, sources: { ...project.sources, digest: "8".repeat(64) } };
    expect((await refused([machine(project, all)], { of })).details).toEqual([
      'everything in "m1" was built from other sources',
    ]);
  });

  test("refuses another product, and what the configuration does not name", async () => {
    const of = { ...project, config: { ...project.config, product: "other" } };
    const alien = machine(of, onLinux);
    const more = machine(project, all, (job) =>
      job.app.name === "two" && onLinux(job) ? { app: "three" } : {},
    );
    const fault = await refused([alien, more]);
    expect(fault.details.slice(0, 2)).toEqual([
      '"m1" is of product "other", wanted "hello"',
      'three linux-x64 in "m2": the configuration does not name it',
    ]);
  });

  test("refuses two folders with the same app and target but other bytes, or other facts of them", async () => {
    const sha256 = sha256Text("other");
    const odd = machine(project, all, (job) => {
      if (job.file === "build/linux-x64/one") return { sha256 };
      return job.file === "build/linux-x64/two" ? { payloadBytes: 7, unsignedSha256: sha256 } : {};
    });
    const before = sha256Text("one linux-x64");
    expect((await refused([machine(project, onLinux), odd])).details).toEqual([
      `one linux-x64: "m1" and "m2" have different executables (${before} and ${sha256})`,
      'two linux-x64: "m1" and "m2" disagree on its payloadBytes, unsignedSha256',
    ]);
  });

  test("refuses a file that is not what its record says, in whichever folder it is", async () => {
    const folders = [machine(project, all), machine(project, all)] as const;
    for (const folder of folders) {
      const path = join(folder, "build/linux-x64/one");
      const sound = readFileSync(path);
      writeFileSync(path, "changed");
      const fault = await refused(folders);
      expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5 });
      expect(fault.message).toContain(`"build/linux-x64/one" in "m${folders.indexOf(folder) + 1}"`);
      writeFileSync(path, sound);
    }
    await merge(folders);
  });

  test("refuses when a smoke run failed anywhere", async () => {
    const failing = machine(project, all, (job) =>
      job.target === "windows-x64" && job.app.name === "one"
        ? { smoke: ranResult("failed", job, { on: "windows-x64" }) }
        : {},
    );
    const fine = machine(project, all, (job) => ({ smoke: passed(job, "windows-x64") }));
    for (const folders of [
      [failing, fine],
      [fine, failing],
    ]) {
      expect(await refused(folders)).toMatchObject({ code: "smoke-failed", details: ["one windows-x64"] });
    }
  });

  test("lets a result of runs that are not declared any more count for nothing", async () => {
    const record = await merge([
      machine(project, all, (job) => ({
        smoke: { kind: "failed", runs: 1, declared: "0".repeat(64), on: "linux-x64" },
        ...(job.app.name === "two" ? { smoke: passed(job, "linux-x64", "an emulator") } : {}),
      })),
    ]);
    expect(smokeOf(record, "one windows-x64")?.kind).toBe("not-run");
    expect(smokeOf(record, "two windows-x64")).toMatchObject({ kind: "passed", by: "an emulator" });
  });

  test("leaves everything as it was when a file cannot be put in place", async () => {
    const dist = machine(project, onLinux);
    mkdirSync(join(dist, "build/windows-x64/two.exe/in-the-way"), { recursive: true });
    const fault = await refused([dist, machine(project, elsewhere)], { dist });
    expect(fault.code).toBe("output-blocked");
  });
});

describe("a folder to merge", () => {
  test.each([
    ["that is not there", "merge-source", "there is no build.json in it", 2],
    ["with a record of another format", "record-unreadable", "it is no build record of format 1", 4],
    ["with a record that is cut", "record-unreadable", "it is no build record of format 1", 4],
    ["with a folder as record", "record-unreadable", "it is no build record of format 1", 4],
  ])("%s is refused", async (what, code, found, exitCode) => {
    const folder = machine(project, elsewhere);
    const path = join(folder, "build.json");
    const text = readFileSync(path, "utf8");
    if (what.includes("another")) writeFileSync(path, text.replace('"format": 1', '"format": 2'));
    else if (what.includes("cut")) writeFileSync(path, text.slice(0, -10));
    else renameSync(path, join(folder, "away"));
    if (what.includes("with a folder")) mkdirSync(path);
    const fault = await refused([machine(project, onLinux), folder]);
    expect(fault).toMatchObject({ code, exitCode });
    expect(fault.message).toContain(found);
  });

  test("with a mutated record is merged as it was or refused with a fault", async () => {
    const folders = [machine(project, onLinux), machine(project, elsewhere)] as const;
    const path = join(folders[1], "build.json");
    const sound = readFileSync(path);
    const dist = join(tempFolder(), "dist");
    for (let seed = 1; seed <= 150; seed++) {
      writeFileSync(path, mutate(sound, seededRandom(seed)));
      try {
        const record = await merge(folders, { dist });
        const files = record.executables.map(({ file, sha256 }) => [file, sha256]);
        expect(files, `seed ${seed}`).toEqual(
          project.plan.jobs.map((job) => [job.file, entryFor(project, job).sha256]),
        );
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(Fault);
      }
    }
  });
});
