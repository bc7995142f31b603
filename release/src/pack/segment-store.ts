/** Keeps deflated segments in a folder, so that what did not change is not compressed again. */

import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { errorCode, ioFault, packFault } from "./faults.ts";
import { decodeKept, encodeKept, keptBytes } from "./kept-file.ts";
import { LIMITS } from "./limits.ts";
import { writeAll } from "./output-file.ts";
import { deflateSegment, type Segment, segmentKey } from "./segment.ts";
import { slots } from "./slots.ts";

/** A deflated segment that is in the store. */
export type KeptSegment = {
  readonly key: string;
  readonly deflatedBytes: number;
  /** CRC-32 of the deflated bytes as they were when they were last found whole. */
  readonly crc32: number;
};

export type SegmentStore = {
  /**
   * Waits until there is room to work, then starts to find or deflate the segment. At most `concurrency`
   * segments are under way, over all archives; the same one is never deflated twice at once.
   */
  readonly keep: (segment: Segment) => Promise<{ readonly done: Promise<KeptSegment> }>;
  /**
   * The deflated bytes.
   *
   * @throws Fault `pack-io` when the file is no longer what `keep` found or wrote.
   */
  readonly read: (kept: KeptSegment) => Promise<Uint8Array>;
  /** Removes what was kept and not asked for since the store was opened, so that it does not grow for ever. */
  readonly dropUnused: () => Promise<void>;
};

export type SegmentStoreOptions = {
  /** Where to keep the segments; made when it is missing. May be deleted whenever nothing is being packed. */
  readonly folder: string;
  /** How many segments are deflated at once; each takes up to 4 MiB of memory. */
  readonly concurrency: number;
};

/**
 * A store of deflated segments. A kept file that is cut off, altered or under a wrong name is replaced.
 *
 * @throws Fault `no-space` and other file faults, `pack-io` from `keep`.
 */
export function segmentStore(options: SegmentStoreOptions): SegmentStore {
  const acquire = slots(Math.max(1, options.concurrency));
  const underWay = new Map<string, Promise<KeptSegment>>();
  const used = new Set<string>();

  async function keepOnce(segment: Segment, release: () => void): Promise<KeptSegment> {
    const key = segmentKey(segment);
    used.add(key);
    try {
      const other = underWay.get(key);
      if (other !== undefined) return await other;
      const own = findOrDeflate(options.folder, key, segment);
      underWay.set(key, own);
      try {
        return await own;
      } finally {
        underWay.delete(key);
      }
    } finally {
      release();
    }
  }

  return {
    keep: async (segment) => {
      const release = await acquire();
      return { done: keepOnce(segment, release) };
    },
    read: async (kept) => await readUnchanged(options.folder, kept),
    dropUnused: async () => await dropOthers(options.folder, used),
  };
}

async function dropOthers(folder: string, used: ReadonlySet<string>): Promise<void> {
  try {
    const names = await readdir(folder);
    for (const name of names.filter((one) => !used.has(one))) await rm(join(folder, name), { force: true });
  } catch (error) {
    // No folder: nothing was kept.
    if (errorCode(error) !== "ENOENT")
      throw ioFault(error, { action: "clear the compressed segments", path: folder });
  }
}

async function findOrDeflate(folder: string, key: string, segment: Segment): Promise<KeptSegment> {
  const path = join(folder, key);
  try {
    const content = await readBounded(path);
    const found = content && decodeKept(key, content);
    const deflated = found ?? (await deflateAndWrite(path, key, segment));
    return { key, deflatedBytes: deflated.length, crc32: crc32(deflated) };
  } catch (error) {
    throw ioFault(error, { action: "keep the compressed segment", path });
  }
}

/** The file's content; undefined when there is none or it is longer than any kept file. */
async function readBounded(path: string): Promise<Uint8Array | undefined> {
  let handle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size > 2 * LIMITS.segmentBytes) return undefined;
    const buffer = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

async function deflateAndWrite(path: string, key: string, segment: Segment): Promise<Uint8Array> {
  const deflated = await deflateSegment(segment);
  await mkdir(join(path, ".."), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, "wx");
    try {
      await writeAll(handle, encodeKept(key, deflated));
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return deflated;
}

async function readUnchanged(folder: string, kept: KeptSegment): Promise<Uint8Array> {
  const path = join(folder, kept.key);
  let content: Uint8Array | undefined;
  try {
    content = await readBounded(path);
  } catch (error) {
    throw ioFault(error, { action: "read the compressed segment", path });
  }
  const deflated = content && keptBytes(content);
  if (deflated !== undefined && crc32(deflated) === kept.crc32) return deflated;
  throw packFault("pack-io", {
    message: `Cannot read the compressed segment "${path}": it was changed or removed while it was in use`,
    hint: "Run it again, and do not clean the folder while packing",
  });
}
