/** Finds what would tell an executable from the same one of another machine: paths of this one. */

import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { findBytes, type Payload } from "@slipway/executable";

/** The first path of this machine that is in `payload` of the file at `path`; undefined when there is none. */
export async function traceIn(
  path: string,
  options: { readonly payload: Payload; readonly root: string },
): Promise<string | undefined> {
  for (const trace of tracesOf(options.root)) {
    if (await contains(path, options.payload, trace)) return trace;
  }
  return undefined;
}

/** Looks for `text` in both encodings in which Bun keeps strings. */
async function contains(path: string, payload: Payload, text: string): Promise<boolean> {
  for (const encoding of ["utf8", "utf16le"] as const) {
    if ((await findBytes(path, payload, Buffer.from(text, encoding))) !== undefined) return true;
  }
  return false;
}

/**
 * What only somebody who knows this machine would write: the paths of a folder of it, by the name it was given and by its
 * real one, each also as JavaScript quotes it. Source maps are compressed and not searched: the bundler writes only
 * relative paths into them.
 */
export function tracesOf(root: string): readonly string[] {
  const roots = new Set([root, existsSync(root) ? realpathSync(root) : root]);
  const paths = [...roots].flatMap(pathsOf);
  return [...new Set(paths.flatMap((path) => [path, JSON.stringify(path).slice(1, -1)]))];
}

/**
 * A folder such as "/app", usual in containers, is a text that apps have for reasons of their own; there, what lies
 * in it.
 */
function pathsOf(root: string): readonly string[] {
  const steps = root.split(/[\\/]/u).filter((step) => step !== "");
  if (steps.length === 0) return [];
  if (steps.length > 1) return [root];
  return !existsSync(root) ? [] : readdirSync(root).map((name) => join(root, name));
}
