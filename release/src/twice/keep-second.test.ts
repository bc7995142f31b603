import { readFileSync } from "node:fs";
import { join } from "node:path";

import { recordingEnv } from "@slipway/build/testing";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { keepSecond } from "./keep-second.ts";

const FILE = "build/linux-x64/tool";

function two(): { readonly first: string; readonly second: string } {
  const folders = { first: tempFolder(), second: tempFolder() };
  writeFiles(folders.second, { [FILE]: "the second" });
  return folders;
}

const EXPLAINED = [
  { kind: "only-second", file: FILE, places: [], excerpts: [] },
  { kind: "only-first", file: "release/other", places: [], excerpts: [] },
] as const;

test("keepSecond() moves what differs beside the first release", () => {
  const folders = two();
  const env = recordingEnv(folders.first);
  expect([...keepSecond({ explained: EXPLAINED }, { folders, env })]).toEqual([[FILE, `twice/${FILE}`]]);
  expect(readFileSync(join(folders.first, "twice", FILE), "utf8")).toBe("the second");
  expect(env.events).toEqual([]);
});

test("keepSecond() notes what cannot be kept, and goes on", () => {
  const folders = two();
  writeFiles(folders.first, { twice: "a file where the folder belongs" });
  const env = recordingEnv(folders.first);
  expect(keepSecond({ explained: EXPLAINED }, { folders, env }).size).toBe(0);
  expect(env.events).toEqual([
    { kind: "note", text: expect.stringMatching(/^the second build\/linux-x64\/tool is not kept: E/u) },
  ]);
});
