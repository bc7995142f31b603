import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { ioFault } from "./faults.ts";
import { writeAll } from "./output-file.ts";
import type { Segment } from "./segment.ts";
import { segmentStore } from "./segment-store.ts";

const TEXT = Buffer.from("what is kept is not compressed again\n".repeat(1000));
const SEGMENT: Segment = { bytes: TEXT, dictionary: new Uint8Array(), isFinal: true };

describe("segmentStore()", () => {
  test("keeps what it deflated, under a name made of what went in", async () => {
    const folder = join(tempFolder(), "made", "when", "missing");
    const store = segmentStore({ folder, concurrency: 1 });
    const kept = await (await store.keep(SEGMENT)).done;
    expect(readdirSync(folder)).toEqual([kept.key]);
    expect(inflateRawSync(await store.read(kept)).equals(TEXT)).toBe(true);
    const other = segmentStore({ folder, concurrency: 1 });
    expect(await (await other.keep(SEGMENT)).done).toEqual(kept);
  });

  test("deflates the same segment once when it is asked for twice at once", async () => {
    const folder = tempFolder();
    const store = segmentStore({ folder, concurrency: 4 });
    const both = await Promise.all([store.keep(SEGMENT), store.keep(SEGMENT)]);
    const [one, two] = await Promise.all(both.map(({ done }) => done));
    expect(two).toBe(one);
    expect(readdirSync(folder)).toEqual([one?.key]);
  });

  test("dropUnused() removes what nobody asked for since it was opened", async () => {
    const folder = join(tempFolder(), "segments");
    const first = segmentStore({ folder, concurrency: 1 });
    await (
      await first.keep({ ...SEGMENT, bytes: TEXT.subarray(5) })
    ).done;
    const second = segmentStore({ folder, concurrency: 1 });
    const kept = await (await second.keep(SEGMENT)).done;
    await second.dropUnused();
    expect(readdirSync(folder)).toEqual([kept.key]);
    await segmentStore({ folder: join(folder, "none"), concurrency: 1 }).dropUnused();
  });

  test.each<[string, (path: string) => void]>([
    ["cut off", (path) => truncateSync(path, 100)],
    ["empty", (path) => truncateSync(path, 0)],
    ["longer", (path) => appendFileSync(path, "x")],
    ["far too long", (path) => truncateSync(path, 1e9)],
    ["altered in its header", (path) => flip(path, 9)],
    ["altered in its digest", (path) => flip(path, 50)],
    ["altered in its bytes", (path) => flip(path, readFileSync(path).length - 1)],
    ["that of another segment", (path) => copyFileSync(`${path}-other`, path)],
  ])("replaces a kept file that is %s", async (_, damage) => {
    const folder = tempFolder();
    const store = segmentStore({ folder, concurrency: 1 });
    const kept = await (await store.keep(SEGMENT)).done;
    const path = join(folder, kept.key);
    const other = await (await store.keep({ ...SEGMENT, bytes: TEXT.subarray(5) })).done;
    copyFileSync(join(folder, other.key), `${path}-other`);
    const whole = readFileSync(path);
    damage(path);
    expect(await (await store.keep(SEGMENT)).done).toEqual(kept);
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  test.each<[string, (path: string) => void]>([
    ["altered", (path) => flip(path, 90)],
    ["removed", (path) => rmSync(path)],
  ])("read() refuses a file that was %s after it was found whole", async (_, damage) => {
    const folder = tempFolder();
    const store = segmentStore({ folder, concurrency: 1 });
    const kept = await (await store.keep(SEGMENT)).done;
    damage(join(folder, kept.key));
    expect((await caught(() => store.read(kept))).code).toBe("pack-io");
  });

  test("fails when its folder cannot be one", async () => {
    const folder = join(tempFolder(), "file");
    writeFileSync(folder, "");
    const store = segmentStore({ folder, concurrency: 1 });
    const fault = await caught(async () => await (await store.keep(SEGMENT)).done);
    expect(fault.code).toBe("file-in-the-way");
    expect(fault.message).toContain(folder);
  });
});

test.runIf(process.platform === "linux")("ioFault() tells a full device from other failures", async () => {
  const handle = await open("/dev/full", "w");
  try {
    await writeAll(handle, TEXT);
    throw new Error("the device took the bytes");
  } catch (error) {
    const fault = ioFault(error, { action: "write", path: "/dev/full" });
    expect(fault).toMatchObject({
      code: "no-space",
      kind: "environment",
      message: 'Cannot write "/dev/full": the disk is full',
    });
  } finally {
    await handle.close();
  }
});

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  content[at] = (content[at] ?? 0) ^ 1;
  writeFileSync(path, content);
}
