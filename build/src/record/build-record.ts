/** `dist/build.json`: what each executable is, with digests, for the release and for people. */

import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { isTargetId, type RuntimeTargetId, TARGET_IDS, type TargetId } from "@slipway/targets";

import { type BundledPackage, isBundledPackage } from "../bundled/bundled-package.ts";
import { buildFault } from "../faults.ts";
import { isRecordedText, type RecordedText } from "../printed/recorded-texts.ts";
import { expectNoFolder } from "../put-in-place.ts";
import type { SmokeResult } from "../smoke/smoke-result.ts";
import { writeWhole } from "../write-file.ts";

/** One executable that is there. */
export type ExecutableEntry = {
  readonly app: string;
  readonly target: TargetId;
  /** The version it says it has; a snapshot's names the commit. */
  readonly version: string;
  /** Full id of the commit it was made from; null outside version control. */
  readonly commit: string | null;
  /** Relative to `dist`, with "/". */
  readonly file: string;
  readonly sizeBytes: number;
  readonly payloadBytes: number;
  readonly sha256: string;
  /** Digest of what the user's own command signed; only where there is one. */
  readonly unsignedSha256?: string;
  /** RFC 3339, UTC: the commit's. */
  readonly date: string;
  /** One, or one for each slice. */
  readonly runtimes: readonly RecordedRuntime[];
  /** The packages of others in its payload, sorted by name. */
  readonly packages: readonly BundledPackage[];
  /** Digest of the sources it was made from. */
  readonly sources: string;
  /** Digest of the app's configuration and version it was made with. */
  readonly config: string;
  /** What it printed of itself; absent where it was built by a machine that does not run it, or prints nothing. */
  readonly texts?: readonly RecordedText[];
  readonly smoke: SmokeResult;
};

export type RecordedRuntime = {
  readonly target: RuntimeTargetId;
  readonly version: string;
  readonly sha256: string;
};

export type BuildRecord = {
  readonly format: 1;
  readonly product: string;
  readonly executables: readonly ExecutableEntry[];
};

const FILE = "build.json";

/**
 * The record in `dist`, or undefined where there is none.
 *
 * @throws Fault `record-unreadable`.
 */
export function readBuildRecord(dist: string): BuildRecord | undefined {
  const path = join(dist, FILE);
  if (!existsSync(path)) return undefined;
  const record = parseRecord(readFileSync(path, "utf8"));
  if (record !== undefined) return record;
  throw buildFault("record-unreadable", {
    message: `Cannot read "${path}": it is no build record of format 1`,
    hint: "Remove it and build again",
  });
}

/**
 * Writes the record of a build: new entries replace those of the same app and target, entries whose executable is
 * gone are dropped, all others stay.
 */
export function writeBuildRecord(dist: string, record: BuildRecord): BuildRecord {
  const merged = { ...record, executables: sorted([...keptEntries(dist, record), ...record.executables]) };
  writeWhole(join(dist, FILE), recordText(merged));
  return merged;
}

/**
 * Records a build whose executables `place` puts where they belong. Killed at any point, the record speaks only of
 * files that are as it says: before they are replaced, their entries leave it. Its new text is on the disk before
 * anything changes, so that a full disk changes nothing; when `place` fails the old record comes back.
 */
export function replaceRecorded(dist: string, record: BuildRecord, place: () => void): BuildRecord {
  const path = join(dist, FILE);
  expectNoFolder(path);
  const before = readableRecord(dist);
  const kept = keptEntries(dist, record);
  const merged = { ...record, executables: sorted([...kept, ...record.executables]) };
  const prepared = join(dist, ".work", FILE);
  writeWhole(prepared, recordText(merged));
  if (before !== undefined) writeWhole(path, recordText({ ...before, executables: kept }));
  try {
    place();
  } catch (error) {
    if (before !== undefined) writeWhole(path, recordText(before));
    throw error;
  }
  renameSync(prepared, path);
  return merged;
}

/** What is in the record, still there, and not made anew; nothing of another product. */
function keptEntries(dist: string, record: BuildRecord): readonly ExecutableEntry[] {
  const before = readableRecord(dist);
  if (before?.product !== record.product) return [];
  const replaced = new Set(record.executables.map(jobOf));
  return before.executables.filter(
    (entry) => !replaced.has(jobOf(entry)) && existsSync(join(dist, entry.file)),
  );
}

function recordText(record: BuildRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function jobOf(entry: ExecutableEntry): string {
  return `${entry.app} ${entry.target}`;
}

function sorted(entries: readonly ExecutableEntry[]): readonly ExecutableEntry[] {
  const order = (entry: ExecutableEntry): number => TARGET_IDS.indexOf(entry.target);
  return entries.toSorted((a, b) => order(a) - order(b) || (a.app < b.app ? -1 : 1));
}

/** A record nobody can read is replaced: the executables it spoke of are built again. */
function readableRecord(dist: string): BuildRecord | undefined {
  const path = join(dist, FILE);
  return existsSync(path) ? parseRecord(readFileSync(path, "utf8")) : undefined;
}

function parseRecord(text: string): BuildRecord | undefined {
  try {
    const record: BuildRecord = JSON.parse(text);
    return record.format === 1 && record.executables.every(isEntry) ? record : undefined;
  } catch {
    // The caller says that it is no record.
    return undefined;
  }
}

function isEntry(entry: ExecutableEntry): boolean {
  const texts = [entry.app, entry.version, entry.file, entry.sha256, entry.sources, entry.config];
  return (
    isTargetId(entry.target) &&
    texts.every(isText) &&
    (entry.unsignedSha256 === undefined || isText(entry.unsignedSha256)) &&
    (entry.commit === null || isText(entry.commit)) &&
    entry.packages.every(isBundledPackage) &&
    (entry.texts === undefined || entry.texts.every(isRecordedText))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
