import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import {
  type ArchiveKind,
  packArchive,
  type PackArchiveOptions,
  type PackEntry,
  readArchive,
  type SegmentStore,
  segmentStore,
} from "./index.ts";

const KINDS: readonly ArchiveKind[] = ["tar.gz", "zip"];
const LIMITS = { maxEntryBytes: 1e8, maxEntries: 100 };
/** Three and a half segments that compress somewhat. */
const CODE = compressible(3_600_000);
const NOISE = seededRandom(7).bytes(5000);

describe.each(KINDS)("packArchive() to %s", (kind) => {
  test("writes the same bytes whatever is kept, how much is done at once, the umask and the order", async () => {
    const folder = sources();
    const cold = await pack(kind, folder, { concurrency: 1 });
    const bytes = readFileSync(cold.output);
    const warm = await pack(kind, folder, { concurrency: 8, store: cold.store, order: "reversed" });
    const umask = process.umask(0o077);
    try {
      const anew = await pack(kind, folder, { concurrency: 8 });
      for (const other of [warm, anew]) {
        expect(other.written).toEqual(cold.written);
        expect(readFileSync(other.output).equals(bytes)).toBe(true);
        expect(statSync(other.output).mode & 0o777).toBe(0o644);
      }
    } finally {
      process.umask(umask);
    }
  });

  test("tells size and digests of what it wrote, and leaves nothing else", async () => {
    const { output, written } = await pack(kind, sources());
    const bytes = readFileSync(output);
    expect(written.sizeBytes).toBe(bytes.length);
    expect(written.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(Buffer.from(written.blake2b512)).toEqual(createHash("blake2b512").update(bytes).digest());
    expect(readdirSync(join(output, ".."))).toEqual([`out.${kind}`]);
  });

  test("holds every file as it was", async () => {
    const { output } = await pack(kind, sources());
    const long = `long/${"n".repeat(120)}/Überblick.txt`;
    expect(await readArchive(output, LIMITS)).toEqual([
      { kind: "folder", name: "app-1.0.0", mode: 0o755 },
      file("app-1.0.0/README.md", Buffer.from("# Read me\n"), 0o644),
      file("app-1.0.0/app", CODE, 0o755),
      file("app-1.0.0/app-daemon", Buffer.concat([CODE, NOISE]), 0o755),
      file("app-1.0.0/empty", Buffer.alloc(0), 0o644),
      { kind: "folder", name: "app-1.0.0/long", mode: 0o755 },
      { kind: "folder", name: `app-1.0.0/${long.split("/").slice(0, 2).join("/")}`, mode: 0o755 },
      file(`app-1.0.0/${long}`, Buffer.from("…"), 0o644),
      file("app-1.0.0/noise", NOISE, 0o644),
    ]);
  });

  test("shares the segments of files that begin alike, and of what follows a cut", async () => {
    const folder = sources();
    const entry = (name: string, cuts?: readonly number[]): PackEntry => ({
      name: "app",
      executable: true,
      source: { file: join(folder, name) },
      ...(cuts && { cuts }),
    });
    const { store } = await pack(kind, folder, { entries: [entry("app")] });
    const before = readdirSync(store).length;
    writeFileSync(join(folder, "joined"), Buffer.concat([NOISE, CODE]));
    const joined = await pack(kind, folder, { store, entries: [entry("joined", [NOISE.length])] });
    expect(readdirSync(store).length - before).toBe(kind === "zip" ? 1 : 3);
    expect(await readArchive(joined.output, LIMITS)).toContainEqual(
      file("app-1.0.0/app", Buffer.concat([NOISE, CODE]), 0o755),
    );
  });

  test("takes nothing from a store that was damaged", async () => {
    const folder = sources();
    const cold = await pack(kind, folder);
    for (const [index, name] of readdirSync(cold.store).entries()) {
      const path = join(cold.store, name);
      if (index % 2 === 0) truncateSync(path, 80);
      else appendFileSync(path, "x");
    }
    const again = await pack(kind, folder, { store: cold.store });
    expect(again.written).toEqual(cold.written);
  });

  test.each<[string, (path: string) => void]>([
    ["grows", (path) => appendFileSync(path, "x")],
    ["shrinks", (path) => truncateSync(path, 100)],
    ["is written again", (path) => utimesSync(path, 1, 1)],
  ])("fails when a file %s meanwhile, and keeps what was there before", async (_, change) => {
    const folder = sources();
    const store = storeThat(() => change(join(folder, "app")));
    const options = optionsFor(kind, folder, { store });
    writeFileSync(options.output, "before");
    const fault = await caught(() => packArchive(options));
    expect(fault.code).toBe("pack-source-changed");
    expect(fault.message).toContain(join(folder, "app"));
    expect(readFileSync(options.output, "utf8")).toBe("before");
    expect(readdirSync(join(options.output, ".."))).toEqual([`out.${kind}`]);
  });

  test("stops when it is interrupted, with the caller's own fault if there is one", async () => {
    for (const reason of [undefined, new Fault("stopped", "interrupted", { message: "m", hint: "h" })]) {
      const controller = new AbortController();
      const store = storeThat(() => controller.abort(reason));
      const options = optionsFor(kind, sources(), { store, signal: controller.signal });
      const fault = await caught(() => packArchive(options));
      expect(fault.kind).toBe("interrupted");
      expect(fault.code).toBe(reason === undefined ? "pack-interrupted" : "stopped");
      expect(readdirSync(join(options.output, ".."))).toEqual([]);
    }
  });

  test.each<[string, Partial<PackEntry> | ((app: string) => Partial<PackEntry>), string]>([
    ["is missing", { source: { file: "/nowhere/app" } }, "pack-source-missing"],
    ["is a folder", { source: { file: "/" } }, "pack-source-missing"],
    ["has another digest", (app) => ({ source: { file: app, sha256: "00" } }), "pack-source-digest"],
    ["has cuts beyond its end", { cuts: [CODE.length] }, "pack-bad-entry"],
    ["has cuts that fall", { cuts: [20, 10] }, "pack-bad-entry"],
    ["has a cut at its start", { cuts: [0] }, "pack-bad-entry"],
    ["is named outside", { name: "../app" }, "pack-bad-entry"],
  ])("refuses a file that %s", async (_, changes, code) => {
    const folder = sources();
    const path = join(folder, "app");
    const app: PackEntry = { name: "app", executable: true, source: { file: path } };
    const changed = { ...app, ...(typeof changes === "function" ? changes(path) : changes) };
    const options = { ...optionsFor(kind, folder), entries: [changed] };
    expect((await caught(() => packArchive(options))).code).toBe(code);
    expect(readdirSync(join(options.output, ".."))).toEqual([]);
  });

  test("takes a file whose digest is the one given", async () => {
    const folder = sources();
    const sha256 = createHash("sha256").update(CODE).digest("hex").toUpperCase();
    const source = { file: join(folder, "app"), sha256 };
    await pack(kind, folder, { entries: [{ name: "app", executable: true, source }] });
  });

  test.each([-1, 0.5, Number.NaN, 8 ** 11])("refuses the time %d", async (mtimeSeconds) => {
    const options = { ...optionsFor(kind, sources()), mtimeSeconds };
    expect((await caught(() => packArchive(options))).code).toBe("pack-bad-entry");
  });

  test("fails when the output's folder is missing", async () => {
    const options = { ...optionsFor(kind, sources()), output: "/nowhere/out" };
    expect((await caught(() => packArchive(options))).code).toBe("file-missing");
  });

  test("holds many small files, more than one segment of them", async () => {
    const entries = Array.from({ length: 40 }, (_, index) => ({
      name: `f${index}`,
      executable: false,
      source: { bytes: compressible(90_000 + index) },
    }));
    const { output } = await pack(kind, sources(), { entries });
    const read = await readArchive(output, LIMITS);
    const expected = file("app-1.0.0/f39", entries[39]?.source.bytes ?? NOISE, 0o644);
    expect(read).toHaveLength(41);
    expect(read).toContainEqual(expected);
  });
});

test("packArchive() stores in a zip file what does not shrink", async () => {
  const source = { bytes: seededRandom(9).bytes(1_500_000) };
  const { written } = await pack("zip", sources(), { entries: [{ name: "n", executable: false, source }] });
  expect(written.sizeBytes).toBe(1_500_000 + 2 * (30 + 46) + 2 * (10 + 11) + 22);
});

type Extra = {
  readonly concurrency?: number;
  readonly store?: string;
  readonly order?: "reversed";
  readonly entries?: readonly PackEntry[];
};

async function pack(kind: ArchiveKind, folder: string, extra: Extra = {}) {
  const store = extra.store ?? tempFolder();
  const options = optionsFor(kind, folder, {
    store: segmentStore({ folder: store, concurrency: extra.concurrency ?? 4 }),
  });
  const entries = extra.entries ?? options.entries;
  const ordered = extra.order === "reversed" ? entries.toReversed() : entries;
  const written = await packArchive({ ...options, entries: ordered });
  return { written, output: options.output, store };
}

function optionsFor(
  kind: ArchiveKind,
  folder: string,
  extra: { readonly store?: SegmentStore; readonly signal?: AbortSignal } = {},
): PackArchiveOptions {
  const from = (name: string, executable: boolean): PackEntry => ({
    name,
    executable,
    source: { file: join(folder, name) },
  });
  return {
    output: join(tempFolder(), `out.${kind}`),
    kind,
    root: "app-1.0.0",
    mtimeSeconds: 1_700_000_001,
    store: segmentStore({ folder: tempFolder(), concurrency: 2 }),
    entries: [
      from("app", true),
      from("app-daemon", true),
      from("empty", false),
      { name: "noise", executable: false, source: { bytes: NOISE } },
      { name: "README.md", executable: false, source: { bytes: Buffer.from("# Read me\n") } },
      from(`long/${"n".repeat(120)}/Überblick.txt`, false),
    ],
    ...extra,
  };
}

/** A store in which something happens when the first segment comes in. */
function storeThat(happens: () => void): SegmentStore {
  const store = segmentStore({ folder: tempFolder(), concurrency: 2 });
  let calls = 0;
  return {
    ...store,
    keep: async (segment) => {
      if (calls++ === 1) happens();
      return await store.keep(segment);
    },
  };
}

function sources(): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "app"), CODE);
  writeFileSync(join(folder, "app-daemon"), Buffer.concat([CODE, NOISE]));
  writeFileSync(join(folder, "empty"), "");
  mkdirSync(join(folder, "long", "n".repeat(120)), { recursive: true });
  writeFileSync(join(folder, "long", "n".repeat(120), "Überblick.txt"), "…");
  return folder;
}

function file(name: string, content: Uint8Array, mode: number): object {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { kind: "file", name, mode, sizeBytes: content.length, sha256 };
}

function compressible(sizeBytes: number): Uint8Array {
  const random = seededRandom(sizeBytes);
  const words = Array.from({ length: 64 }, () => Buffer.from(random.bytes(1 + random.below(30))));
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes;) at += words[random.below(64)]?.copy(bytes, at) ?? 1;
  return bytes;
}
