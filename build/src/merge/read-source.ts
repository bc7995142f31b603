/** One of the folders that are merged: its record, of which nothing is believed yet but its form. */

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { RUNTIME_TARGET_IDS } from "@slipway/targets";

import { buildFault } from "../faults.ts";
import {
  type BuildRecord,
  type ExecutableEntry,
  readBuildRecord,
  type RecordedRuntime,
} from "../record/build-record.ts";
import type { SmokeResult } from "../smoke/smoke-result.ts";
import { mergeFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

/** A `dist` of this or another machine. It may have the record alone: then it tells of smoke runs. */
export type MergeSource = {
  /** Absolute path. */
  readonly path: string;
  /** As the user wrote it. */
  readonly shown: string;
};

export type ReadSource = MergeSource & { readonly record: BuildRecord };

/**
 * Reads the record of a folder.
 *
 * @throws Fault `merge-source` when there is none, `record-unreadable`.
 */
export function readSource(source: MergeSource): ReadSource {
  const path = join(source.path, "build.json");
  if (!existsSync(path)) {
    throw mergeFault("merge-source", {
      message: `Cannot merge "${source.shown}": there is no build.json in it, a dist folder that slipway build made is wanted`,
      hint: "Name the folders that build.json lies in",
    });
  }
  const found = statSync(path);
  if (!found.isFile() || found.size > LIMITS.recordBytes) throw unreadable(path);
  const record = readBuildRecord(source.path);
  if (record === undefined || typeof record.product !== "string" || !record.executables.every(isWholeEntry))
    throw unreadable(path);
  return { ...source, record };
}

function unreadable(path: string): unknown {
  return buildFault("record-unreadable", {
    message: `Cannot read "${path}": it is no build record of format 1`,
    hint: "Build there again, with the Slipway that merges",
  });
}

/** What reading a record of one's own leaves unlooked at. */
function isWholeEntry(entry: ExecutableEntry): boolean {
  return (
    /^[0-9a-f]{64}$/u.test(entry.sha256) &&
    [entry.sizeBytes, entry.payloadBytes].every(Number.isSafeInteger) &&
    typeof entry.date === "string" &&
    Array.isArray(entry.runtimes) &&
    entry.runtimes.every(isRuntime) &&
    isSmokeResult(entry.smoke)
  );
}

function isRuntime(value: RecordedRuntime | null): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    isRuntimeTargetId(value.target) &&
    typeof value.version === "string" &&
    typeof value.sha256 === "string"
  );
}

function isRuntimeTargetId(value: unknown): boolean {
  return RUNTIME_TARGET_IDS.some((id) => id === value);
}

function isSmokeResult(value: SmokeResult | null | undefined): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value.kind === "not-run") return typeof value.reason === "string";
  return (
    ["passed", "failed"].includes(value.kind) &&
    isRuntimeTargetId(value.on) &&
    Number.isSafeInteger(value.runs) &&
    typeof value.declared === "string" &&
    (value.by === undefined || typeof value.by === "string") &&
    (value.slices === undefined || (Array.isArray(value.slices) && value.slices.every(isRuntimeTargetId)))
  );
}
