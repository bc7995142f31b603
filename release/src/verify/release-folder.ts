/** What verification starts from: the folder's files, of which none is opened before it is known to be a small file. */

import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { releaseFault } from "../faults.ts";
import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { type Problem, untrusted } from "./findings.ts";

/** As many are named of the releases that lie in a folder. */
const MAX_NAMED = 5;
/** Where a project has the one it made. */
const IN_PROJECT = ["dist/release", "release"];
/** Texts that are read whole are small. */
const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * Sees that a folder can be verified: it is there and has checksums with a signature.
 *
 * @throws Fault `release-not-found`, `release-untrusted` naming the file that is missing or cannot be read.
 */
export function expectRelease(folder: string): void {
  const names = listFolder(folder);
  const lists = [CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX];
  // One without the other is a release that lost something.
  if (!names.some((name) => lists.includes(name))) throw noRelease(folder, names);
  const problem = checksumsProblem(folder);
  if (problem !== undefined) throw untrusted(folder, [problem]);
}

function noRelease(folder: string, names: readonly string[]): unknown {
  const inside = [...new Set([...names, ...IN_PROJECT])].filter(
    (name) => !name.startsWith(".") && existsSync(join(folder, name, CHECKSUMS_FILE)),
  );
  const others = inside.length > MAX_NAMED ? ` and ${inside.length - MAX_NAMED} more` : "";
  return releaseFault("release-not-found", {
    message: `Cannot verify "${folder}": there is no "${CHECKSUMS_FILE}"`,
    hint:
      inside.length === 0
        ? `Name the folder that ${CHECKSUMS_FILE} is in, e.g. slipway verify dist/release`
        : `Name a release in it: ${inside.slice(-MAX_NAMED).join(", ")}${others}`,
  });
}

/**
 * Every entry of the folder by name, sorted by code unit.
 *
 * @throws Fault `release-not-found`
 */
export function listFolder(folder: string): readonly string[] {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) {
    throw releaseFault("release-not-found", {
      message: `Cannot verify "${folder}": ${found === undefined ? "there is no such folder" : "it is no folder"}`,
      hint: "Name the folder of a release, e.g. slipway verify dist/release",
    });
  }
  return readdirSync(folder).toSorted();
}

/** Why the checksums or their signature cannot be read; undefined when they can. */
export function checksumsProblem(folder: string): Problem | undefined {
  for (const file of [CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX]) {
    const text = textFileProblem(folder, { file, maxBytes: MAX_TEXT_BYTES });
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/**
 * The content of a small file of the release. What is no plain file, or has more than `maxBytes`, is not opened.
 *
 * @throws Fault `release-untrusted`
 */
export function readTextFile(folder: string, file: string, maxBytes: number = MAX_TEXT_BYTES): Buffer {
  const problem = textFileProblem(folder, { file, maxBytes });
  if (problem === undefined) return readFileSync(join(folder, file));
  throw releaseFault("release-untrusted", {
    message: `Cannot read "${file}": ${problem}`,
    hint: "Download it again; nothing was trusted",
  });
}

function textFileProblem(
  folder: string,
  { file, maxBytes }: { readonly file: string; readonly maxBytes: number },
): string | undefined {
  const found = lstatSync(join(folder, file), { throwIfNoEntry: false });
  if (found === undefined) return "it is missing";
  if (!found.isFile()) return "it is no file";
  return found.size > maxBytes ? `it has ${found.size} bytes, at most ${maxBytes} expected` : undefined;
}
