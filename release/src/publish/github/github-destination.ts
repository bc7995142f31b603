/** GitHub Releases as destination, on github.com or an Enterprise Server. */

import type { Env } from "@slipway/build";

import type { Destination, DraftText } from "../destination.ts";
import { draftChanged, expectUnchanged, expectWhole } from "../expect-draft.ts";
import type { Patience } from "../limits.ts";
import { withMarker } from "../marker.ts";
import type { LocalRelease, RemoteAsset, RemoteRelease } from "../state.ts";
import { numberIn, objectIn, textIn } from "./answers.ts";
import { type Api, githubApi } from "./api.ts";
import { type AssetDigests, assetDigests } from "./asset-digest.ts";
import { strangeFault } from "./github-faults.ts";
import { githubProblems, type Repository } from "./github-problems.ts";
import { isSameAsset, readDraft, readReleases } from "./read-releases.ts";
import { isPublicRepository, releaseFiles } from "./release-files.ts";
import { readTrackDocument, writeTrackDocument } from "./updates-branch.ts";
import { uploadAsset } from "./upload-asset.ts";
import { webOrigin } from "./web-host.ts";

type Asking = { readonly env: Env; readonly patience: Patience };

const RELEASE = "/repos/{owner}/{repo}/releases/{release_id}";

/** The releases of a repository; nothing is asked before it is needed. */
export async function githubDestination(
  repository: Repository,
  { env, patience }: Asking,
): Promise<Destination> {
  const api = await githubApi(repository, { env, patience });
  const digests = assetDigests(api, repository, env);
  /** What only GitHub knows of: where a draft's files go, and which file the document is. */
  const addresses = new Map<string, string>();
  const knownIds = new Set<string>();
  let documentSha: string | undefined;
  const unchanged = async (draft: RemoteRelease): ReturnType<typeof readDraft> =>
    readUnchanged(api, draft, digests);
  return {
    ...whereabouts(api, repository, { env, patience }),
    problems: async (release) => githubProblems(api, repository, release),
    look: async (release) => {
      const [releases, tagCommit, document] = await Promise.all([
        readReleases(api, { tag: release.tag, knownIds, digests }),
        readTag(api, release.tag),
        readTrackDocument(api, release),
      ]);
      for (const { id, uploadAddress } of releases) addresses.set(id, uploadAddress);
      documentSha = document?.sha;
      return {
        tagCommit,
        published: releases.find(({ isDraft }) => !isDraft),
        drafts: releases.filter(({ isDraft }) => isDraft),
        trackDocument: document,
      };
    },
    createDraft: async (release, text) => {
      knownIds.add(await createDraft(api, release, text));
    },
    claimDraft: async (draft, text) => {
      await unchanged(draft);
      await claimDraft(api, draft, text);
    },
    dropDraft: async (draft) => {
      await unchanged(draft);
      knownIds.delete(draft.id);
      await api.change(`DELETE ${RELEASE}`, { release_id: draft.id });
    },
    removeAsset: async (draft, asset) => {
      await unchanged(draft);
      await removeAsset(api, asset, digests);
    },
    upload: async (draft, file) => {
      const address = addresses.get(draft.id);
      if (address === undefined) throw new Error("a draft is looked at before anything is uploaded");
      await uploadAsset(file, { api, address, env, patience });
    },
    publish: async (draft, release, text) => {
      expectWhole(await unchanged(draft), release);
      await publishDraft(api, draft, { release, text });
    },
    writeTrack: async (release) => writeTrackDocument(api, release, documentSha),
  };
}

type Whereabouts = Pick<Destination, "label" | "address" | "verifiable" | "filesOf" | "isPublic">;

function whereabouts(api: Api, repository: Repository, asking: Asking): Whereabouts {
  const { owner, name } = repository;
  return {
    label: `github ${owner}/${name} at ${repository.api}`,
    address: ({ tag }) => `${pagesOf(repository)}/releases/tag/${tag}`,
    verifiable: ({ tag }) => tag,
    filesOf: async (release) => releaseFiles(api, release, { repository, ...asking }),
    isPublic: async () => isPublicRepository(api),
  };
}

async function readUnchanged(
  api: Api,
  draft: RemoteRelease,
  digests: AssetDigests,
): Promise<RemoteRelease | undefined> {
  const now = await readDraft(api, draft.id, digests);
  expectUnchanged(draft, now);
  return now;
}

async function createDraft(api: Api, release: LocalRelease, text: DraftText): Promise<string> {
  const { data } = await api.change("POST /repos/{owner}/{repo}/releases", {
    ...fieldsOf(release, text),
    draft: true,
  });
  return String(numberIn(objectIn(data, "a release"), "id"));
}

async function claimDraft(api: Api, draft: RemoteRelease, { notes, marker }: DraftText): Promise<void> {
  await api.change(`PATCH ${RELEASE}`, {
    release_id: draft.id,
    body: withMarker(notes, { ...marker, checksums: draft.marker?.checksums ?? marker.checksums }),
  });
}

/** An upload may have come to its end since it was looked at. */
async function removeAsset(api: Api, asset: RemoteAsset, digests: AssetDigests): Promise<void> {
  const isSame = await isSameAsset(api, asset, digests);
  if (isSame === undefined) return;
  if (!isSame) throw draftChanged(`"${asset.name}"`);
  await api.change("DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}", { asset_id: asset.id });
}

function fieldsOf(release: LocalRelease, { notes, marker }: DraftText): Readonly<Record<string, unknown>> {
  return {
    tag_name: release.tag,
    target_commitish: release.commit,
    name: `${release.product} ${release.version}`,
    body: withMarker(notes, marker),
    prerelease: release.isPrerelease,
  };
}

/** Which release is the latest is left to versions: one that mends an old version is not. */
async function publishDraft(
  api: Api,
  draft: RemoteRelease,
  { release, text }: { readonly release: LocalRelease; readonly text: DraftText },
): Promise<void> {
  const { data } = await api.change(`PATCH ${RELEASE}`, {
    ...fieldsOf(release, text),
    release_id: draft.id,
    draft: false,
    make_latest: release.isPrerelease ? "false" : "legacy",
  });
  if (objectIn(data, "a release").get("draft") !== false) throw strangeFault("the release is still a draft");
}

/** The commit of a tag, through the tag's own object where it has one. */
async function readTag(api: Api, tag: string): Promise<string | undefined> {
  const ref = await api.ask("GET /repos/{owner}/{repo}/git/ref/{+ref}", { ref: `tags/${tag}` });
  if (ref.status === 404) return undefined;
  const object = objectIn(objectIn(ref.data, "a ref").get("object"), "what a ref points to");
  const sha = textIn(object, "sha");
  if (textIn(object, "type") !== "tag") return sha;
  const annotated = await api.ask("GET /repos/{owner}/{repo}/git/tags/{tag_sha}", { tag_sha: sha });
  return textIn(objectIn(objectIn(annotated.data, "a tag").get("object"), "what a tag points to"), "sha");
}

function pagesOf({ owner, name, api }: Repository): string {
  return `${webOrigin(api)}/${owner}/${name}`;
}
