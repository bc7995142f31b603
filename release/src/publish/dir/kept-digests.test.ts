import { existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sha256Text } from "@slipway/build";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { keptDigests } from "./kept-digests.ts";

/** Long after whatever a test writes. */
const LATER = (): number => Date.now() + 60_000;
const FALSE = "f".repeat(64);

/** A file with a digest that is kept, and false: who gets it has not read the file. */
async function keptFile(): Promise<{ readonly path: string; readonly file: string }> {
  const folder = tempFolder();
  const [path, file] = [join(folder, "app"), join(folder, "kept.json")];
  writeFileSync(path, "bytes");
  const digests = keptDigests({ file, now: LATER });
  expect(await digests.of(path)).toBe(sha256Text("bytes"));
  digests.save();
  writeFileSync(file, readFileSync(file, "utf8").replace(sha256Text("bytes"), FALSE));
  return { path, file };
}

describe("keptDigests()", () => {
  test("does not read a file again that is as it was", async () => {
    const { path, file } = await keptFile();
    expect(await keptDigests({ file }).of(path)).toBe(FALSE);
  });

  test("reads a file again whose bytes changed, though its size and its time are the same", async () => {
    const { path, file } = await keptFile();
    const { atime, mtime } = statSync(path);
    writeFileSync(path, "BYTES");
    utimesSync(path, atime, mtime);
    expect(await keptDigests({ file }).of(path)).toBe(sha256Text("BYTES"));
  });

  test("reads again what is to be sure, and goes by that from then on", async () => {
    const { path, file } = await keptFile();
    const digests = keptDigests({ file });
    expect(await digests.of(path)).toBe(FALSE);
    expect(await digests.readAgain(path)).toBe(sha256Text("bytes"));
    expect(await digests.of(path)).toBe(sha256Text("bytes"));
  });

  test("reads another file again that took its place", async () => {
    const { path, file } = await keptFile();
    writeFileSync(`${path}.new`, "other");
    renameSync(`${path}.new`, path);
    expect(await keptDigests({ file }).of(path)).toBe(sha256Text("other"));
  });

  test("keeps nothing of a file that changed just now: its next change may have the same time", async () => {
    const folder = tempFolder();
    const [path, file] = [join(folder, "app"), join(folder, "kept.json")];
    writeFileSync(path, "bytes");
    const digests = keptDigests({ file, now: () => statSync(path).ctimeMs });
    await digests.of(path);
    digests.save();
    expect(existsSync(file)).toBe(false);
  });

  test("forgets what is not asked for, and writes nothing where nothing is new", async () => {
    const { path, file } = await keptFile();
    const same = keptDigests({ file });
    await same.of(path);
    const before = statSync(file, { bigint: true }).ino;
    same.save();
    expect(statSync(file, { bigint: true }).ino).toBe(before);
    keptDigests({ file }).save();
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ format: 1, digests: {} });
  });

  test.each([
    "no record",
    "[]",
    '{"format":2}',
    '{"format":1,"digests":[]}',
    '{"format":1,"digests":{"1 2 3 4 5":5}}',
  ])("takes %s for no digests", async (text) => {
    const { path, file } = await keptFile();
    writeFileSync(file, text);
    expect(await keptDigests({ file }).of(path)).toBe(sha256Text("bytes"));
  });

  test("takes what is no digest for none", async () => {
    const { path, file } = await keptFile();
    writeFileSync(file, readFileSync(file, "utf8").replace(FALSE, "false"));
    expect(await keptDigests({ file }).of(path)).toBe(sha256Text("bytes"));
  });
});
