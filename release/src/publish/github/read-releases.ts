/** The releases of a version: drafts, and the published one, with their files. */

import type { JsonObject } from "@slipway/build";

import { LIMITS } from "../limits.ts";
import { markerIn } from "../marker.ts";
import type { RemoteAsset, RemoteRelease } from "../state.ts";
import { dateIn, listIn, numberIn, objectIn, sha256In, textIn } from "./answers.ts";
import type { Api } from "./api.ts";
import type { AssetDigests } from "./asset-digest.ts";
import { strangeFault } from "./github-faults.ts";

export type ReadRelease = RemoteRelease & {
  readonly isDraft: boolean;
  /** Where its files are uploaded to. */
  readonly uploadAddress: string;
};

const PER_PAGE = 100;

/**
 * Every release of `tag`, the oldest first. The list may be late: what is published is also asked for by its tag, and
 * what we made by its number.
 */
export async function readReleases(
  api: Api,
  options: { readonly tag: string; readonly knownIds: ReadonlySet<string>; readonly digests: AssetDigests },
): Promise<readonly ReadRelease[]> {
  const { tag, knownIds, digests } = options;
  const [listed, byTag, known] = await Promise.all([
    pages(api, "GET /repos/{owner}/{repo}/releases", {}),
    api.ask("GET /repos/{owner}/{repo}/releases/tags/{tag}", { tag }),
    Promise.all(
      [...knownIds].map((id) =>
        api.ask("GET /repos/{owner}/{repo}/releases/{release_id}", { release_id: id }),
      ),
    ),
  ]);
  const found = new Map<number, JsonObject>();
  const asked = [byTag, ...known].filter(({ status }) => status === 200);
  for (const release of [...listed, ...asked.map(({ data }) => objectIn(data, "a release"))])
    if (textIn(release, "tag_name") === tag) found.set(numberIn(release, "id"), release);
  const sorted = [...found].toSorted(([a], [b]) => a - b).map(([, release]) => release);
  return Promise.all(sorted.map(async (release) => readRelease(api, release, digests)));
}

/** A draft as it is now, with its files; undefined where there is none, or it is published. */
export async function readDraft(
  api: Api,
  id: string,
  digests: AssetDigests,
): Promise<RemoteRelease | undefined> {
  const { status, data } = await api.ask("GET /repos/{owner}/{repo}/releases/{release_id}", {
    release_id: id,
  });
  if (status === 404) return undefined;
  const release = await readRelease(api, objectIn(data, "a release"), digests);
  return release.isDraft ? release : undefined;
}

/** Whether a file is still what was seen of it; undefined where it is gone. */
export async function isSameAsset(
  api: Api,
  seen: RemoteAsset,
  digests: AssetDigests,
): Promise<boolean | undefined> {
  const { status, data } = await api.ask("GET /repos/{owner}/{repo}/releases/assets/{asset_id}", {
    asset_id: seen.id,
  });
  if (status === 404) return undefined;
  const now = await readAsset(objectIn(data, "a file"), digests);
  return now.sha256 === seen.sha256 && now.sizeBytes === seen.sizeBytes;
}

async function readRelease(api: Api, release: JsonObject, digests: AssetDigests): Promise<ReadRelease> {
  const id = String(numberIn(release, "id"));
  const entries = await pages(api, "GET /repos/{owner}/{repo}/releases/{release_id}/assets", {
    release_id: id,
  });
  const assets = await Promise.all(entries.map(async (entry) => readAsset(entry, digests)));
  const body = release.get("body");
  return {
    id,
    isDraft: release.get("draft") !== false,
    marker: typeof body === "string" ? markerIn(body) : undefined,
    author: textIn(objectIn(release.get("author"), "an author"), "login"),
    touchedMs: Math.max(touchedMs(release), ...entries.map((entry) => dateIn(entry, "updated_at"))),
    assets,
    uploadAddress: textIn(release, "upload_url").replace(/\{[^{}]*\}$/u, ""),
  };
}

/** Its own date is the commit's. A server that does not tell when it was changed is taken to say: just now. */
function touchedMs(release: JsonObject): number {
  return typeof release.get("updated_at") === "string" ? dateIn(release, "updated_at") : Date.now();
}

/** A server that tells no digest is asked for the bytes. */
async function readAsset(entry: JsonObject, digests: AssetDigests): Promise<RemoteAsset> {
  const id = String(numberIn(entry, "id"));
  const sizeBytes = numberIn(entry, "size");
  const isWhole = textIn(entry, "state") === "uploaded";
  const sha256 = isWhole ? (sha256In(entry) ?? (await digests(id, sizeBytes))) : undefined;
  return { id, name: textIn(entry, "name"), sizeBytes, sha256 };
}

async function pages(
  api: Api,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (let page = 1; page <= LIMITS.pages; page += 1) {
    const { status, data } = await api.ask(route, { ...parameters, per_page: PER_PAGE, page });
    if (status === 404) throw strangeFault(`${route} was not found`);
    const entries = listIn(data, route);
    all.push(...entries);
    if (entries.length < PER_PAGE) return all;
  }
  throw strangeFault(`${route} has more than ${LIMITS.pages} pages`);
}
