/** The files of a release through the API, for those who may see what is not public. */

import type { ReleasePlace } from "../../verify/release-place.ts";
import { publishFault } from "../faults.ts";
import type { LocalRelease } from "../state.ts";
import { objectIn } from "./answers.ts";
import type { Api } from "./api.ts";
import type { AssetDigests } from "./asset-digest.ts";
import type { Repository } from "./github-problems.ts";
import { readReleases } from "./read-releases.ts";

/** What is not known yet is what is to be verified. */
const NO_DIGEST: AssetDigests = async () => Promise.resolve("");

/**
 * Where the files of a tag are: of what is published, or else of the oldest draft that Slipway made, which is the one
 * that is published next. Undefined where there is neither.
 *
 * @throws Fault `no-token` where only a token would show it, and those of asking GitHub.
 */
export async function releaseFiles(
  api: Api,
  { owner, name }: Repository,
  { tag }: Pick<LocalRelease, "tag">,
): Promise<ReleasePlace | undefined> {
  const releases = await readReleases(api, { tag, knownIds: new Set(), digests: NO_DIGEST });
  const found =
    releases.find(({ isDraft }) => !isDraft) ?? releases.find(({ marker }) => marker !== undefined);
  if (found === undefined) {
    if (api.token !== undefined) return undefined;
    throw publishFault("no-token", {
      message: `Cannot see a draft of ${tag} in "${owner}/${name}": there is no token`,
      hint: "Set GITHUB_TOKEN (or GH_TOKEN) to one that may write: GitHub shows drafts to nobody else",
    });
  }
  const ids = new Map(found.assets.map((asset) => [asset.name, asset.id]));
  const assets = `${api.base}/repos/${owner}/${name}/releases/assets`;
  return {
    kind: "address",
    address: {
      shown: `${found.isDraft ? "draft of " : ""}${tag} in ${owner}/${name}`,
      version: tag.replace(/^v/u, ""),
      addressOf: (file) => (ids.has(file) ? `${assets}/${ids.get(file) ?? ""}` : undefined),
      // docs.github.com, "Get a release asset": with this the answer is the file.
      headers: {
        accept: "application/octet-stream",
        ...(api.token === undefined ? {} : { authorization: `token ${api.token}` }),
      },
    },
  };
}

/** Whether a repository is there for everybody. */
export async function isPublicRepository(api: Api): Promise<boolean> {
  const { status, data } = await api.ask("GET /repos/{owner}/{repo}");
  return status === 200 && objectIn(data, "a repository").get("private") !== true;
}
