/** What is in the folder of a release or of a draft. */

import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";

import type { RemoteAsset, RemoteRelease } from "../state.ts";
import { readMarker } from "./places.ts";

/** What a publisher calls a file until it is whole. */
export function partName(name: string, publisher: string): string {
  return `.${name}.${publisher}.part`;
}

const PART = /^\.(?<name>.+)\.[\w-]{1,64}\.part$/u;

/** Whether a file is one that is not whole. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

const MAX_MARKER_BYTES = 4096;

/** The SHA-256 of a file. */
export type DigestOf = (path: string) => Promise<string>;

/** The release in `folder`; a draft is there as soon as its marker is. */
export async function lookInto(
  folder: string,
  { marker, digestOf }: { readonly marker?: string; readonly digestOf: DigestOf },
): Promise<RemoteRelease | undefined> {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const marked = marker === undefined ? undefined : lstatSync(marker, { throwIfNoEntry: false });
  if (found === undefined && marked === undefined) return undefined;
  const said =
    marker !== undefined && marked?.isFile() === true && marked.size <= MAX_MARKER_BYTES
      ? markerAt(marker)
      : undefined;
  const assets: RemoteAsset[] = [];
  let touchedMs = Math.max(found?.mtimeMs ?? 0, marked?.mtimeMs ?? 0);
  for (const name of found?.isDirectory() === true ? namesIn(folder) : []) {
    const entry = await assetAt(folder, { name, digestOf });
    if (entry === undefined) continue;
    assets.push(entry.asset);
    touchedMs = Math.max(touchedMs, entry.stats.mtimeMs);
  }
  return { id: folder, marker: said?.marker, author: said?.by ?? "somebody", touchedMs, assets };
}

function markerAt(path: string): ReturnType<typeof readMarker> {
  try {
    return readMarker(readFileSync(path, "utf8"));
  } catch (error) {
    if (isVanished(error)) return undefined;
    throw error;
  }
}

/** Another publisher may be at work: what vanishes while it is looked at is not there. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isVanished(error)) return [];
    throw error;
  }
}

async function assetAt(
  folder: string,
  { name, digestOf }: { readonly name: string; readonly digestOf: DigestOf },
): Promise<{ readonly asset: RemoteAsset; readonly stats: Stats } | undefined> {
  const path = join(folder, name);
  const part = PART.exec(name)?.groups?.["name"];
  try {
    const stats = lstatSync(path);
    const sha256 = stats.isFile() && part === undefined ? await digestOf(path) : undefined;
    return { asset: { id: path, name: part ?? name, sizeBytes: stats.size, sha256 }, stats };
  } catch (error) {
    if (isVanished(error)) return undefined;
    throw error;
  }
}

/** Whether an error says that something is not there. */
export function isVanished(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
