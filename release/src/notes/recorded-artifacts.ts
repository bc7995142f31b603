/** The sizes of a release, from its record. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isTargetId } from "@slipway/targets";

import type { SizedArtifact } from "./size-table.ts";

/** The artifacts that `dist/release.json` has of `version`; none where it is of another one, or no record. */
export function recordedArtifacts(dist: string, version: string): readonly SizedArtifact[] {
  return artifactsOfRecord(join(dist, "release.json"), version);
}

/** The same of a record somewhere else. */
export function artifactsOfRecord(path: string, version: string): readonly SizedArtifact[] {
  if (!existsSync(path)) return [];
  const record = parsed(readFileSync(path, "utf8"));
  const artifacts = record?.get("artifacts");
  if (record?.get("version") !== version || !Array.isArray(artifacts)) return [];
  return artifacts.flatMap((value) => sizedArtifact(objectOf(value)) ?? []);
}

/** Only what has a target is in the table of sizes. */
function sizedArtifact(entry: ReadonlyMap<string, unknown> | undefined): SizedArtifact | undefined {
  const [file, kind, target, sizeBytes] = ["file", "kind", "target", "sizeBytes"].map((key) =>
    entry?.get(key),
  );
  const app = entry?.get("app");
  if (kind !== "executable" && kind !== "archive") return undefined;
  if (typeof file !== "string" || typeof target !== "string" || !isTargetId(target)) return undefined;
  if (typeof sizeBytes !== "number" || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return undefined;
  return { file, kind, target, sizeBytes, app: typeof app === "string" ? app : null };
}

function parsed(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // A release that is under way or damaged has no sizes to tell.
    return undefined;
  }
}

function objectOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}
