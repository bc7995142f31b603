/** The release in `dist`, from its record: what is to be published. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { type JsonObject, objectOf, parseChecksums, parseObject, sha256File } from "@slipway/build";
import { isVersion } from "@slipway/manifest";

import { CHECKSUMS_FILE, MANIFEST_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { publishFault } from "./faults.ts";
import type { LocalFile, LocalRelease } from "./state.ts";

const RECORD = "release.json";
const FOLDER = "release";
const SHA256 = /^[0-9a-f]{64}$/u;

/** What the record says besides the release itself. */
export type RecordedRelease = LocalRelease & { readonly isSnapshot: boolean };

/**
 * The release that `dist/release.json` speaks of. Its files have the sizes of the record; their bytes are not read.
 *
 * @throws Fault `release-stale` where there is none, it cannot be read, or files are missing or of other sizes.
 */
export function localRelease(dist: string): RecordedRelease {
  const path = join(dist, RECORD);
  const record = existsSync(path) ? parseObject(readFileSync(path, "utf8")) : undefined;
  if (record === undefined) throw stale("there is no release", []);
  const [product, version, commit] = ["product", "version", "commit"].map((key) => record.get(key));
  const files = filesOf(record.get("artifacts"), join(dist, FOLDER));
  const checksums = files?.find(({ name }) => name === CHECKSUMS_FILE)?.sha256;
  if (
    typeof product !== "string" ||
    typeof version !== "string" ||
    !isVersion(version) ||
    files === undefined ||
    checksums === undefined
  )
    throw stale(`"${path}" is no record of a release`, []);
  const changed = files.flatMap(changedFile);
  if (changed.length > 0) throw stale("files are not as they were made", changed);
  const isPrerelease = version.includes("-");
  const manifest = files.find(({ name }) => name === MANIFEST_FILE);
  return {
    product,
    version,
    tag: `v${version}`,
    commit: typeof commit === "string" ? commit : "",
    isPrerelease,
    track: isPrerelease ? "beta" : "stable",
    files,
    checksums,
    manifest: manifest && readFileSync(manifest.path, "utf8"),
    isSnapshot: record.get("snapshot") !== false,
  };
}

/**
 * What is published is all that lies in the folder.
 *
 * @throws Fault `release-stale` with one line for each file that the record does not have.
 */
export function expectNothingElse({ files }: LocalRelease, dist: string): void {
  const known = new Set(files.map(({ name }) => name));
  const unknown = namesIn(join(dist, FOLDER)).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw stale(
    "files are not as they were made",
    unknown.map((name) => `${name}: ${join(dist, RECORD)} does not have it`),
  );
}

/**
 * What is verified is what the folder's checksums list; what is published is what the record lists. They are the same.
 *
 * @throws Fault `release-stale` with one line for each file of the record that the list does not have, or with another digest.
 */
export async function expectAsVerified({ files }: LocalRelease, dist: string): Promise<void> {
  const folder = join(dist, FOLDER);
  const wanted = new Map(parseChecksums(readFileSync(join(folder, CHECKSUMS_FILE), "utf8"), CHECKSUMS_FILE));
  for (const file of [CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX])
    wanted.set(file, await sha256File(join(folder, file)));
  const recorded = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  // What only the folder has is `expectNothingElse`'s to tell.
  const details = [...recorded]
    .filter(([name, sha256]) => wanted.get(name) !== sha256)
    .map(([name, sha256]) => `${name}: recorded is ${sha256}, verified ${wanted.get(name) ?? "nothing"}`);
  if (details.length > 0) throw stale("its record is of other files", details.toSorted());
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

function filesOf(artifacts: unknown, folder: string): readonly LocalFile[] | undefined {
  if (!Array.isArray(artifacts)) return undefined;
  const files = artifacts.map((value) => fileOf(objectOf(value), folder));
  const sound = files.filter((file) => file !== undefined);
  if (sound.length < files.length) return undefined;
  return sound.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function fileOf(entry: JsonObject | undefined, folder: string): LocalFile | undefined {
  const [name, sizeBytes, sha256] = ["file", "sizeBytes", "sha256"].map((key) => entry?.get(key));
  if (typeof name !== "string" || !/^[\w+@~-][\w.+@~-]*$/u.test(name)) return undefined;
  if (typeof sizeBytes !== "number" || !Number.isSafeInteger(sizeBytes)) return undefined;
  if (typeof sha256 !== "string" || !SHA256.test(sha256)) return undefined;
  return { name, path: join(folder, name), sizeBytes, sha256 };
}

function changedFile({ name, path, sizeBytes }: LocalFile): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [`${name}: it is missing`];
  return found.size === sizeBytes ? [] : [`${name}: ${found.size} bytes, made with ${sizeBytes}`];
}

function stale(found: string, details: readonly string[]): unknown {
  return publishFault("release-stale", {
    message: `Cannot publish dist/release: ${found}`,
    details,
    hint: "Make the release: slipway release",
  });
}
