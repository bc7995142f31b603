/** Reads somebody else's package.json: whatever is in it, it gives keys and values or nothing. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { LIMITS } from "./limits.ts";

/** A JSON object from outside: no key of it is known to be there. */
export type JsonObject = ReadonlyMap<string, unknown>;

/** The package.json of a folder; undefined where there is none, or none that can be read as an object. */
export function readPackageJson(folder: string): JsonObject | undefined {
  const path = join(folder, "package.json");
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > LIMITS.packageJsonBytes) return undefined;
  return parseObject(readFileSync(path, "utf8").replace(/^\uFEFF/u, ""));
}

/** The object a JSON text is; undefined for anything else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // No JSON is as good as no file: what is said about the package then says so.
    return undefined;
  }
}

/** Keys and values of an object; undefined for arrays and everything else. */
export function objectOf(value: unknown): JsonObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

/** A line of text: blanks joined, control characters gone, cut; null for anything that is none. */
export function lineOf(value: unknown, maxCharacters: number): string | null {
  if (typeof value !== "string") return null;
  const line = value
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  // A cut may halve a character; what is left of it is replaced.
  return line === "" ? null : line.slice(0, maxCharacters).toWellFormed().trimEnd();
}
