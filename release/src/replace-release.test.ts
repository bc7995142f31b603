import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { recoverRelease, replaceRelease } from "./replace-release.ts";

/** A `dist` with an old release and, unless told otherwise, a finished new one. */
function distWith(files: Readonly<Record<string, string>> = { ".work/release/new.txt": "new" }): string {
  const dist = tempFolder();
  writeFiles(dist, { "release/old.txt": "old", "release.json": "old", ...files });
  return dist;
}

function stateOf(dist: string): unknown {
  return {
    release: readdirSync(join(dist, "release")),
    record: readFileSync(join(dist, "release.json"), "utf8"),
    aside: existsSync(join(dist, ".release.old")),
  };
}

const UNCHANGED = { release: ["old.txt"], record: "old", aside: false };

describe("replaceRelease()", () => {
  test("replaces folder and record", () => {
    const dist = distWith();
    replaceRelease(dist, { finished: join(dist, ".work", "release"), record: "new" });
    expect(stateOf(dist)).toEqual({ release: ["new.txt"], record: "new", aside: false });
  });

  test("brings the old folder back when the new one cannot take its place", () => {
    const dist = distWith({});
    const finished = join(dist, ".work", "release");
    expect(() => {
      replaceRelease(dist, { finished, record: "new" });
    }).toThrow("ENOENT");
    expect(stateOf(dist)).toEqual(UNCHANGED);
  });

  test("brings the old folder back when the record cannot be written", () => {
    const dist = distWith();
    const finished = join(dist, ".work", "release");
    mkdirSync(join(dist, `.release.json.${process.pid}.tmp`));
    expect(() => {
      replaceRelease(dist, { finished, record: "new" });
    }).toThrow();
    expect(stateOf(dist)).toEqual(UNCHANGED);
    expect(readdirSync(finished)).toEqual(["new.txt"]);
  });

  test("changes nothing when a folder is where the record belongs", async () => {
    const dist = tempFolder();
    writeFiles(dist, { "release/old.txt": "old", ".work/release/new.txt": "new" });
    mkdirSync(join(dist, "release.json"));
    const finished = join(dist, ".work", "release");
    const fault = await caught(() => {
      replaceRelease(dist, { finished, record: "new" });
    });
    expect(fault.code).toBe("output-blocked");
    expect(readdirSync(join(dist, "release"))).toEqual(["old.txt"]);
    expect(readdirSync(finished)).toEqual(["new.txt"]);
  });
});

describe("recoverRelease()", () => {
  test("brings the old release back when only its rename came through", () => {
    const dist = tempFolder();
    mkdirSync(join(dist, ".release.old"));
    writeFileSync(join(dist, ".release.old", "a"), "");
    recoverRelease(dist);
    expect(readdirSync(dist)).toEqual(["release"]);
  });

  test("removes the old release when the new one is in place", () => {
    const dist = tempFolder();
    mkdirSync(join(dist, ".release.old"));
    mkdirSync(join(dist, "release"));
    recoverRelease(dist);
    expect(readdirSync(dist)).toEqual(["release"]);
  });
});
