import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync, gunzipSync } from "node:zlib";

import { Fault } from "@slipway/fault";
import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { GZIP_HEADER, gzipTrailer } from "./gzip.ts";
import { type ArchiveEntry, type ArchiveKind, packArchive, readArchive, segmentStore } from "./index.ts";
import { tarChecksum, tarHeader, type TarMember } from "./tar-header.ts";
import { zipCentralHeader, zipEnd, zipLocalHeader, type ZipRecord } from "./zip-headers.ts";

const KINDS: readonly ArchiveKind[] = ["tar.gz", "zip"];
const LIMITS = { maxEntryBytes: 1e6, maxEntries: 20 };

describe.each(KINDS)("readArchive() of %s", (kind) => {
  test("refuses every cut of it", async () => {
    const whole = await sample(kind);
    for (let length = 0; length < whole.length; length += 7) {
      const fault = await caught(() => read(whole.subarray(0, length)));
      expect(fault.code, `cut after ${length}`).toBe("archive-damaged");
    }
  });

  test("refuses bytes before and after it, and a second one", async () => {
    const whole = await sample(kind);
    const byte = Buffer.from("x");
    for (const parts of [
      [whole, byte],
      [byte, whole],
      [whole, whole],
      [whole, whole.subarray(-8)],
    ]) {
      const fault = await caught(() => read(Buffer.concat(parts)));
      expect(fault.code).toBe("archive-damaged");
    }
  });

  test("names the archive it refuses", async () => {
    const path = join(tempFolder(), "app.bin");
    writeFileSync(path, "no archive");
    const fault = await caught(() => readArchive(path, LIMITS));
    expect(fault.message).toMatch(/^Cannot trust the archive ".*app\.bin": /u);
    expect(fault.kind).toBe("untrusted");
  });

  test("keeps to its limits", async () => {
    const whole = await sample(kind);
    for (const limits of [
      { ...LIMITS, maxEntries: 3 },
      { ...LIMITS, maxEntryBytes: 3999 },
    ]) {
      const fault = await caught(() => read(whole, limits));
      expect(fault.code).toBe("archive-too-large");
    }
    expect(await read(whole, { maxEntries: 4, maxEntryBytes: 4000 })).toHaveLength(4);
  });

  test("ends mutated archives with a fault, or gives the same content", async () => {
    const whole = await sample(kind);
    const random = seededRandom(20);
    await fuzz(600, whole, () => mutate(whole, random));
  });

  test("stops when it is interrupted", async () => {
    const whole = await sample(kind);
    const fault = await caught(() => read(whole, { ...LIMITS, signal: AbortSignal.abort() }));
    expect(fault.code).toBe("pack-interrupted");
  });
});

test("readArchive() fails for a missing file and a folder", async () => {
  for (const path of ["/nowhere/app.zip", "/"]) {
    expect((await caught(() => readArchive(path, LIMITS))).code).toBe("pack-source-missing");
  }
});

describe("readArchive() of a tar stream", () => {
  test("ends mutated streams in a sound gzip member with a fault, or gives entries", async () => {
    const tar = gunzipSync(await sample("tar.gz"));
    const random = seededRandom(21);
    for (let round = 0; round < 600; round++) await outcome(gzip(mutate(tar, random)));
  });

  const file: TarMember = { kind: "file", path: "r/a", mode: 0o644, sizeBytes: 0, mtimeSeconds: 0 };
  const end = Buffer.alloc(1024);
  const pax = (record: string): Buffer => {
    const header = tarHeader({ ...file, kind: "pax", sizeBytes: record.length });
    return Buffer.concat([header, Buffer.from(record.padEnd(512, "\0"))]);
  };

  test.each<[string, readonly Uint8Array[]]>([
    ["a path out of the folder", [tarHeader({ ...file, path: "r/../a" }), end]],
    ["an absolute path", [tarHeader({ ...file, path: "/a" }), end]],
    ["one name twice", [tarHeader(file), tarHeader(file), end]],
    ["names that differ in case only", [tarHeader(file), tarHeader({ ...file, path: "r/A" }), end]],
    ["a set-id bit", [tarHeader({ ...file, mode: 0o4755 }), end]],
    ["a symbolic link", [retyped(tarHeader(file), "2"), end]],
    ["a device", [retyped(tarHeader(file), "3"), end]],
    ["a file that is named like a folder", [tarHeader({ ...file, path: "r/" }), end]],
    ["a folder with content", [tarHeader({ ...file, kind: "folder", path: "r/", sizeBytes: 5 }), end]],
    ["a pax record of another kind", [pax("11 size=123\n"), tarHeader(file), end]],
    ["a pax record with a wrong length", [pax("12 path=r/b\n\n"), tarHeader(file), end]],
    ["a pax record before another", [pax("12 path=r/b\n"), pax("12 path=r/b\n"), tarHeader(file), end]],
    ["a pax record before the end", [pax("12 path=r/b\n"), end]],
    ["a pax record of a gigabyte", [tarHeader({ ...file, kind: "pax", sizeBytes: 1e9 }), end]],
    ["one zero block only", [tarHeader(file), end.subarray(512)]],
    ["no zero block", [tarHeader(file)]],
    ["something after its end", [tarHeader(file), end, tarHeader(file)]],
    ["too many zeros after its end", [tarHeader(file), Buffer.alloc(10_752)]],
    ["padding that is not zero", [tarHeader({ ...file, sizeBytes: 1 }), Buffer.alloc(512, 1), end]],
  ])("refuses %s", async (_, parts) => {
    expect((await caught(() => read(gzip(Buffer.concat(parts))))).code).toBe("archive-damaged");
  });

  test("takes a path from a pax record", async () => {
    const archive = gzip(Buffer.concat([pax("12 path=r/b\n"), tarHeader(file), end]));
    expect(await read(archive)).toMatchObject([{ name: "r/b" }]);
  });

  test("does not inflate what follows the end", async () => {
    const archive = gzip(Buffer.concat([tarHeader(file), Buffer.alloc(400_000_000)]));
    const before = process.memoryUsage.rss();
    expect((await caught(() => read(archive))).code).toBe("archive-damaged");
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  });
});

describe("readArchive() of zip records", () => {
  test("refuses an entry that inflates to more than it says", async () => {
    const packed = deflateRawSync(Buffer.alloc(50_000_000));
    const fault = await caught(() => read(zip({ packed, sizeBytes: 1000 })));
    expect(fault.message).toContain('"r/a" is longer than it says');
  });

  test.each<[string, Parameters<typeof zip>[0]]>([
    ["a wrong CRC-32", { central: { crc32: 1 }, local: { crc32: 1 } }],
    ["headers that differ in the CRC-32", { local: { crc32: 1 } }],
    ["headers that differ in the size", { local: { sizeBytes: 3 } }],
    ["headers that differ in the name", { local: { path: "r/b" } }],
    ["headers that differ in the method", { local: { method: "stored" } }],
    ["headers that differ in the time", { local: { mtimeSeconds: 1e9 } }],
    ["a size that is too small", { sizeBytes: 3 }],
    ["a size that is too large", { sizeBytes: 5 }],
    ["compressed bytes that go on", { packed: Buffer.concat([deflateRawSync("text"), Buffer.from("x")]) }],
    ["an offset into another place", { central: { offset: 1 } }],
    ["an offset beyond its end", { central: { offset: 4e9 } }],
    ["a length beyond its end", { central: { packedBytes: 4e9 }, local: { packedBytes: 4e9 } }],
    ["a path out of the folder", { central: { path: "../a" }, local: { path: "../a" } }],
    ["a set-id bit", { central: { mode: 0o4755 } }],
    ["something before the directory", { gap: Buffer.from("x") }],
    ["fewer entries than its directory", { entries: 0 }],
    ["more entries than its directory", { entries: 2 }],
  ])("refuses %s", async (_, changes) => {
    expect(await read(zip({}))).toMatchObject([{ name: "r/a", sizeBytes: 4 }]);
    expect((await caught(() => read(zip(changes)))).code).toBe("archive-damaged");
  });
});

async function read(
  bytes: Uint8Array,
  limits: Parameters<typeof readArchive>[1] = LIMITS,
): Promise<readonly ArchiveEntry[]> {
  const path = join(tempFolder(), "archive");
  writeFileSync(path, bytes);
  return await readArchive(path, limits);
}

/** The entries, or the fault; anything else that is thrown fails the test. */
async function outcome(bytes: Uint8Array): Promise<readonly ArchiveEntry[] | Fault> {
  try {
    return await read(bytes);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** A mode is in the central header of a zip entry only: nothing can contradict it. */
function contents(entries: readonly ArchiveEntry[]): readonly object[] {
  return entries.map((entry) => ({ ...entry, mode: 0 }));
}

async function fuzz(rounds: number, whole: Uint8Array, next: () => Uint8Array): Promise<void> {
  const expected = contents(await read(whole));
  for (let round = 0; round < rounds; round++) {
    const result = await outcome(next());
    if (result instanceof Fault) expect(result.code).toMatch(/^archive-(?:damaged|too-large)$/u);
    else expect(contents(result)).toEqual(expected);
  }
}

async function sample(kind: ArchiveKind): Promise<Buffer> {
  const output = join(tempFolder(), "sample");
  await packArchive({
    output,
    kind,
    root: "app",
    mtimeSeconds: 1_700_000_000,
    store: segmentStore({ folder: tempFolder(), concurrency: 2 }),
    entries: [
      { name: "text", executable: true, source: { bytes: Buffer.from("some text\n".repeat(400)) } },
      { name: "noise", executable: false, source: { bytes: seededRandom(3).bytes(300) } },
      { name: "Ü", executable: false, source: { bytes: Buffer.from("ü") } },
    ],
  });
  return readFileSync(output);
}

function gzip(tar: Uint8Array): Buffer {
  const trailer = gzipTrailer({ crc32: crc32(tar), sizeBytes: tar.length });
  return Buffer.concat([GZIP_HEADER, deflateRawSync(tar), trailer]);
}

/** The header with another type and a checksum to match. */
function retyped(header: Uint8Array, type: string): Uint8Array {
  const block = Buffer.from(header);
  block.write(type, 156, "latin1");
  block.write(tarChecksum(block).toString(8).padStart(6, "0"), 148, "latin1");
  return block;
}

/** A zip file of one entry, with whatever is wrong about it. */
function zip(changes: {
  readonly packed?: Uint8Array;
  readonly sizeBytes?: number;
  readonly local?: Partial<ZipRecord>;
  readonly central?: Partial<ZipRecord>;
  readonly gap?: Uint8Array;
  readonly entries?: number;
}): Buffer {
  const packed = changes.packed ?? deflateRawSync("text");
  const record: ZipRecord = {
    kind: "file",
    path: "r/a",
    mode: 0o644,
    method: "deflated",
    crc32: crc32("text"),
    packedBytes: packed.length,
    sizeBytes: changes.sizeBytes ?? 4,
    mtimeSeconds: 0,
    offset: 0,
  };
  const local = zipLocalHeader({ ...record, ...changes.local });
  const central = zipCentralHeader({ ...record, ...changes.central });
  const before = Buffer.concat([local, packed, changes.gap ?? Buffer.alloc(0)]);
  const end = zipEnd({
    entries: changes.entries ?? 1,
    offset: before.length,
    sizeBytes: central.length,
  });
  return Buffer.concat([before, central, end]);
}
