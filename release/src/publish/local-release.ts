/** The release in `dist`, from its record: what is to be published. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { type JsonObject, objectOf, parseObject } from "@slipway/build";
import { isVersion } from "@slipway/manifest";

import { CHECKSUMS_FILE, MANIFEST_FILE } from "../plan/plan.ts";
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
 * @throws Fault `release-stale` where there is none, it cannot be read, or files are missing or have other sizes.
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
