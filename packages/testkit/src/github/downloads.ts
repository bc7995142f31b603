/** Files as the public gets them: a release's address redirects to where the bytes are stored. */

import { createHash } from "node:crypto";

import { type Answer, empty } from "./call.ts";
import type { DownloadId } from "./operations.ts";
import { type Asset, commitAt, latestRelease, type Repository, type World } from "./world.ts";

export type Download = {
  readonly kind: DownloadId;
  /** The last part of the path. */
  readonly file: string;
  readonly answer: () => Answer;
};

type Asked = { readonly path: string; readonly query: URLSearchParams };

const RELEASE_FILE = /^\/([^/]+)\/([^/]+)\/releases\/(latest\/download|download\/(.+))\/([^/]+)$/u;
const RELEASE_PAGE = /^\/([^/]+)\/([^/]+)\/releases\/(latest|tag\/(.+))$/u;
const STORED_FILE = /^\/release-assets\/(\d+)\/([^/]+)$/u;
const RAW_FILE = /^\/raw\/([^/]+)\/([^/]+)\/(.+)$/u;

/** Where an asset's bytes are, with a signature: nobody gets there who was not sent there. */
export function storageUrl({ places }: World, { id, name }: Asset): string {
  return `${places.storageUrl}/release-assets/${id}/${encodeURIComponent(name)}?sig=${signature(id)}`;
}

/** What the public part of the server has at a path. */
export function webDownload(world: World, { path }: Asked): Download {
  const file = path.split("/").at(-1) ?? "";
  return { kind: "web/download", file, answer: () => fromRelease(world, path) ?? fromPage(world, path) };
}

/** What the store has at a path: assets by signed addresses, and files of branches. */
export function storageDownload(world: World, { path, query }: Asked): Download {
  const file = path.split("/").at(-1) ?? "";
  const [, id = ""] = STORED_FILE.exec(path) ?? [];
  if (id === "") return { kind: "storage/raw", file, answer: () => fromBranch(world, path) };
  return {
    kind: "storage/download",
    file,
    answer: () => {
      if (query.get("sig") !== signature(Number(id))) return plain(403, "AuthenticationFailed");
      const asset = [...world.repositories.values()]
        .flatMap(({ releases }) => releases.flatMap(({ assets }) => assets))
        .find((found) => String(found.id) === id);
      if (asset?.state !== "uploaded") return plain(404, "BlobNotFound");
      asset.downloadCount += 1;
      return {
        kind: "file",
        status: 200,
        path: asset.path,
        sizeBytes: asset.sizeBytes,
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename=${asset.name}`,
          "accept-ranges": "bytes",
        },
      };
    },
  };
}

function fromRelease(world: World, path: string): Answer | undefined {
  const [, owner, name, kind = "", tag, file = ""] = RELEASE_FILE.exec(path) ?? [];
  if (kind === "") return undefined;
  const repository = publicRepository(world, `${owner}/${name}`);
  const release =
    kind === "latest/download"
      ? repository && latestRelease(repository)
      : repository?.releases.find((found) => !found.draft && found.tag === tag);
  const asset = release?.assets.find((found) => found.name === file && found.state === "uploaded");
  if (release === undefined || asset === undefined) return plain(404, "Not Found");
  if (tag !== undefined) return empty(302, { location: storageUrl(world, asset) });
  const location = `${world.places.webUrl}/${owner}/${name}/releases/download/${encodeURI(release.tag)}/${encodeURIComponent(file)}`;
  return empty(302, { location });
}

/** A release's page, and the redirect from the latest one's, from which scripts learn the latest tag. */
function fromPage(world: World, path: string): Answer {
  const [, owner, name, kind, tag] = RELEASE_PAGE.exec(path) ?? [];
  const repository = kind === undefined ? undefined : publicRepository(world, `${owner}/${name}`);
  if (repository === undefined) return plain(404, "Not Found");
  const latest = latestRelease(repository);
  if (kind === "latest" && latest !== undefined)
    return empty(302, {
      location: `${world.places.webUrl}/${owner}/${name}/releases/tag/${encodeURI(latest.tag)}`,
    });
  const found = repository.releases.some((release) => !release.draft && release.tag === tag);
  return found ? plain(200, `<title>${tag}</title>`, "text/html; charset=utf-8") : plain(404, "Not Found");
}

function fromBranch(world: World, path: string): Answer {
  const [, owner, name, rest = ""] = RAW_FILE.exec(path) ?? [];
  const repository = publicRepository(world, `${owner}/${name}`);
  const [branch = "", ...inside] = rest.split("/");
  const commit = repository && commitAt(repository, branch);
  const sha = repository?.trees.get(commit?.tree ?? "")?.get(inside.join("/"));
  const body = repository?.blobs.get(sha ?? "");
  if (body === undefined) return plain(404, "404: Not Found");
  return { kind: "bytes", status: 200, body, headers: { "content-type": "text/plain; charset=utf-8" } };
}

function publicRepository(world: World, fullName: string): Repository | undefined {
  const found = world.repositories.get(fullName.toLowerCase());
  return found?.isPrivate === true ? undefined : found;
}

function plain(status: number, body: string, type = "text/plain; charset=utf-8"): Answer {
  return { kind: "text", status, body, headers: { "content-type": type } };
}

function signature(id: number): string {
  return createHash("sha256").update(`asset ${id}`).digest("hex").slice(0, 32);
}
