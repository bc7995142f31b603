/** Operations on a release's files. */

import { join } from "node:path";

import {
  type Answer,
  type Call,
  empty,
  type Handlers,
  invalid,
  json,
  notFound,
  page,
  refusal,
  textIn,
} from "./call.ts";
import type { OperationId } from "./operations.ts";
import { visibleRelease } from "./release-operations.ts";
import { mayPush, reading, writing } from "./rights.ts";
import { storageUrl } from "./downloads.ts";
import { chunksOf, ConnectionLost } from "./incoming.ts";
import { storeBytes } from "./stored-bytes.ts";
import { assetView, releaseUrl } from "./views.ts";
import type { Asset, Release, Repository, World } from "./world.ts";

type AssetOperation = Extract<OperationId, `${string}asset${string}`>;

/** What a name keeps; GitHub puts a dot for everything else. */
const RENAMED = /[^\w.+@~-]+/gu;

export const ASSET_OPERATIONS: Handlers<AssetOperation> = {
  "repos/list-release-assets": reading((repository, { world, ...call }) => {
    const release = visibleRelease(repository, call);
    if (release === undefined) return notFound();
    const kept = release.assets.slice(0, release.assets.length - (call.tricks.hiddenCount ?? 0));
    const views = kept.map((asset) => assetView(world, { repository, release, asset }));
    return page(views, call, `${releaseUrl(world, repository, release.id)}/assets`);
  }),
  "repos/upload-release-asset": writing((repository, call) => {
    const release = visibleRelease(repository, call);
    if (release === undefined) return notFound();
    return refusedUpload(release, call) ?? upload(release, repository, call);
  }),
  "repos/get-release-asset": reading((repository, call) => {
    const found = visibleAsset(repository, call);
    if (found === undefined) return notFound();
    if (call.headers.accept !== "application/octet-stream")
      return json(200, assetView(call.world, { repository, ...found }));
    if (found.asset.state !== "uploaded") return notFound();
    return empty(302, { location: storageUrl(call.world, found.asset) });
  }),
  "repos/update-release-asset": writing((repository, call) => {
    const found = visibleAsset(repository, call);
    if (found === undefined) return notFound();
    const { asset, release } = found;
    if (release.immutable) return refusal(422, "Cannot update assets of an immutable release.");
    const name = textIn(call.body, "name") ?? asset.name;
    if (release.assets.some((other) => other.id !== asset.id && other.name === name)) return taken();
    Object.assign(asset, {
      name,
      label: textIn(call.body, "label") ?? asset.label,
      updatedAt: call.world.now(),
    });
    return json(200, assetView(call.world, { repository, ...found }));
  }),
  "repos/delete-release-asset": writing((repository, call) => {
    const found = visibleAsset(repository, call);
    if (found === undefined) return notFound();
    if (found.release.immutable) return refusal(422, "Cannot delete asset from an immutable release.");
    found.release.assets = found.release.assets.filter(({ id }) => id !== found.asset.id);
    return empty(204);
  }),
};

/** An asset that has a name and no bytes yet. */
export function newAsset(
  world: World,
  options: {
    readonly name: string;
    readonly contentType: string;
    readonly uploader: string;
    readonly label?: string | null;
  },
): Asset {
  const id = world.nextId();
  const date = world.now();
  return {
    id,
    name: options.name,
    label: options.label ?? null,
    contentType: options.contentType,
    uploader: options.uploader,
    state: "starter",
    sizeBytes: 0,
    digest: null,
    path: join(world.folder, String(id)),
    createdAt: date,
    updatedAt: date,
    downloadCount: 0,
  };
}

function refusedUpload(release: Release, { query, headers }: Call): Answer | undefined {
  if (release.immutable) return refusal(422, "Cannot upload assets to an immutable release.");
  if (headers["content-length"] === undefined) return refusal(400, "Bad Content-Length: ");
  if (headers["content-type"] === undefined) return refusal(400, "Bad Content-Type: ");
  const name = storedName(query);
  if (release.assets.some((asset) => asset.name === name)) return taken();
  if (Number(headers["content-length"]) > 0) return undefined;
  const message = "size must be greater than or equal to 1";
  return invalid({ resource: "ReleaseAsset", code: "custom", field: "size", message });
}

/** From the first byte to the last the name is taken; an upload that ends before leaves it so. */
async function upload(
  release: Release,
  repository: Repository,
  call: Call & { readonly world: World },
): Promise<Answer> {
  const { world, query, headers, viewer, tricks } = call;
  const asset = newAsset(world, {
    name: storedName(query),
    label: query.get("label"),
    contentType: headers["content-type"] ?? "",
    uploader: viewer?.login ?? "",
  });
  release.assets.push(asset);
  const sizeBytes = Number(headers["content-length"]);
  const { wrongBytes } = tricks;
  try {
    const stored = await storeBytes(chunksOf(call.incoming), { path: asset.path, sizeBytes, wrongBytes });
    if (tricks.isLost === true) return empty(502);
    Object.assign(asset, { ...stored, state: "uploaded", updatedAt: world.now() });
  } catch (error) {
    if (error instanceof ConnectionLost) return empty(502);
    throw error;
  }
  return json(201, assetView(world, { repository, release, asset }));
}

function storedName(query: URLSearchParams): string {
  return (query.get("name") ?? "").replaceAll(RENAMED, ".").replaceAll(/^\.+|\.+$/gu, "");
}

function taken(): Answer {
  return invalid({ resource: "ReleaseAsset", code: "already_exists", field: "name" });
}

function visibleAsset(
  repository: Repository,
  { parameters, viewer }: Call,
): { readonly release: Release; readonly asset: Asset } | undefined {
  for (const release of repository.releases) {
    const asset = release.assets.find(({ id }) => String(id) === parameters["asset_id"]);
    if (asset !== undefined)
      return release.draft && !mayPush(viewer, repository) ? undefined : { release, asset };
  }
  return undefined;
}
