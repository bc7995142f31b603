import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, mutate, seededRandom, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleEntry } from "../testing/samples.ts";
import {
  type BuildRecord,
  type ExecutableEntry,
  readBuildRecord,
  replaceRecorded,
  writeBuildRecord,
} from "./build-record.ts";

function recordOf(...executables: readonly ExecutableEntry[]): BuildRecord {
  return { format: 1, product: "hello", executables };
}

/** A `dist` that holds these executables, and their record. */
function distWith(...executables: readonly ExecutableEntry[]): string {
  const dist = tempFolder();
  for (const { file } of executables) writeFiles(dist, { [file]: "" });
  writeBuildRecord(dist, recordOf(...executables));
  return dist;
}

function recorded(dist: string): readonly string[] | undefined {
  return readBuildRecord(dist)?.executables.map(({ app, target, sha256 }) => `${app} ${target} ${sha256}`);
}

const one = sampleEntry({ app: "one", sha256: "old" });
const two = sampleEntry({ app: "two", sha256: "old" });
const windows = sampleEntry({ app: "one", target: "windows-x64", sha256: "old" });

describe("writeBuildRecord()", () => {
  test("replaces its own entries, keeps the others, and sorts by target and app", () => {
    const dist = distWith(one, two);
    writeFiles(dist, { [windows.file]: "" });
    writeBuildRecord(dist, recordOf(windows, { ...one, sha256: "new" }));
    expect(recorded(dist)).toEqual(["one linux-x64 new", "two linux-x64 old", "one windows-x64 old"]);
  });

  test("drops entries whose executable is gone", () => {
    const dist = distWith(one, two);
    rmSync(join(dist, two.file));
    writeBuildRecord(dist, recordOf(one));
    expect(recorded(dist)).toEqual(["one linux-x64 old"]);
  });

  test("drops entries of another product", () => {
    const dist = distWith(one, two);
    writeBuildRecord(dist, { ...recordOf(one), product: "renamed" });
    expect(recorded(dist)).toEqual(["one linux-x64 old"]);
  });

  test("says of every executable which version and commit it is", () => {
    const dist = distWith(one, two);
    writeBuildRecord(dist, recordOf({ ...one, version: "2.0.0", commit: "abc" }));
    expect(readBuildRecord(dist)?.executables).toMatchObject([
      { app: "one", version: "2.0.0", commit: "abc" },
      { app: "two", version: "1.2.3", commit: null },
    ]);
  });

  test("replaces a record nobody can read", () => {
    const dist = distWith(one);
    writeFileSync(join(dist, "build.json"), "{");
    expect(writeBuildRecord(dist, recordOf(two)).executables).toEqual([two]);
  });

  test("is the same text for the same content, and ends with a line end", () => {
    const texts = [recordOf(one, two), recordOf(two, one)].map((record) => {
      const dist = distWith();
      writeBuildRecord(dist, record);
      return readFileSync(join(dist, "build.json"), "utf8");
    });
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]?.endsWith("}\n")).toBe(true);
  });
});

describe("readBuildRecord()", () => {
  test("finds nothing where nothing was built", () => {
    expect(readBuildRecord(tempFolder())).toBeUndefined();
  });

  test.each([
    ["", "no JSON"],
    ["null", "no object"],
    ['{"format":2,"executables":[]}', "another format"],
    ['{"format":1}', "no entries"],
    ['{"format":1,"executables":{}}', "no list"],
    ['{"format":1,"executables":[null]}', "an entry that is none"],
    ['{"format":1,"executables":[{"app":"a","target":"linux-x46","file":"f"}]}', "an unknown target"],
    ['{"format":1,"executables":[{"app":1,"target":"linux-x64"}]}', "an app without name"],
  ])("refuses %j: %s", async (text) => {
    const dist = tempFolder();
    writeFileSync(join(dist, "build.json"), text);
    const fault = await caught(() => readBuildRecord(dist));
    expect(fault).toMatchObject({
      code: "record-unreadable",
      exitCode: 4,
      hint: "Remove it and build again",
    });
  });

  test.each(["version", "commit", "sources", "config", "packages"])(
    "refuses an entry without %s",
    async (name) => {
      const dist = tempFolder();
      const text = JSON.stringify(recordOf(one)).replace(`"${name}"`, '"other"');
      writeFileSync(join(dist, "build.json"), text);
      expect((await caught(() => readBuildRecord(dist))).code).toBe("record-unreadable");
    },
  );

  test.each([
    [{}],
    [null],
    [[null]],
    [[{ kind: "csh", args: [], sha256: "0".repeat(64) }]],
    [[{ kind: "man", args: "man", sha256: "0".repeat(64) }]],
    [[{ kind: "man", args: [1], sha256: "0".repeat(64) }]],
    [[{ kind: "man", args: [], sha256: "../../etc/passwd" }]],
  ])("refuses %j as texts of an entry", async (texts) => {
    const dist = tempFolder();
    const executables = recordOf(one).executables.map((entry) => ({ ...entry, texts }));
    writeFileSync(join(dist, "build.json"), JSON.stringify({ ...recordOf(one), executables }));
    expect((await caught(() => readBuildRecord(dist))).code).toBe("record-unreadable");
  });

  test("reads or refuses every damaged record, and never crashes", async () => {
    const random = seededRandom(7);
    const whole = readFileSync(join(distWith(one, two), "build.json"));
    const dist = tempFolder();
    const codes = new Set<string>();
    for (let round = 0; round < 300; round++) {
      writeFileSync(join(dist, "build.json"), mutate(whole, random));
      codes.add(await readingOf(dist));
    }
    expect([...codes].toSorted()).toEqual(["read", "record-unreadable"]);
  });
});

/** "read", or the code of the fault that reading and merging a record ends with. */
async function readingOf(dist: string): Promise<string> {
  try {
    if (readBuildRecord(dist) !== undefined) writeBuildRecord(dist, recordOf(one));
    return "read";
  } catch (error) {
    return (await caught(() => Promise.reject(error))).code;
  }
}

describe("replaceRecorded()", () => {
  test("speaks of nothing that is being replaced while it is being replaced", () => {
    const dist = distWith(one, two);
    const during: (readonly string[] | undefined)[] = [];
    replaceRecorded(dist, recordOf({ ...one, sha256: "new" }), () => {
      during.push(recorded(dist));
    });
    expect(during).toEqual([["two linux-x64 old"]]);
    expect(recorded(dist)).toEqual(["one linux-x64 new", "two linux-x64 old"]);
  });

  test("has the old record again when the files could not be placed", () => {
    const dist = distWith(one, two);
    const before = readFileSync(join(dist, "build.json"), "utf8");
    expect(() =>
      replaceRecorded(dist, recordOf({ ...one, sha256: "new" }), () => {
        throw new Error("cannot be placed");
      }),
    ).toThrow("cannot be placed");
    expect(readFileSync(join(dist, "build.json"), "utf8")).toBe(before);
  });

  test("places nothing when the new record cannot be written", async () => {
    const dist = tempFolder();
    mkdirSync(join(dist, "build.json"));
    let placed = false;
    const fault = await caught(() => replaceRecorded(dist, recordOf(one), () => (placed = true)));
    expect(fault.code).toBe("output-blocked");
    expect(placed).toBe(false);
  });

  test("needs no record before it", () => {
    const dist = tempFolder();
    replaceRecorded(dist, recordOf(one), () => undefined);
    expect(recorded(dist)).toEqual(["one linux-x64 old"]);
    expect(existsSync(join(dist, ".work", "build.json"))).toBe(false);
  });
});
