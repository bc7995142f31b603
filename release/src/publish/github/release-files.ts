/** The files of a release through the API, for those who may see what is not public. */

import { type Env, throwIfInterrupted } from "@slipway/build";

import type { ReleasePlace } from "../../verify/release-place.ts";
import type { NamedRelease } from "../destination.ts";
import { publishFault } from "../faults.ts";
import { LIMITS, type Patience } from "../limits.ts";
import { pause } from "../pause.ts";
import type { Marker } from "../state.ts";
import { tryAgain } from "../try-again.ts";
import { objectIn } from "./answers.ts";
import type { Api } from "./api.ts";
import type { AssetDigests } from "./asset-digest.ts";
import type { Repository } from "./github-problems.ts";
import { type ReadRelease, readReleases } from "./read-releases.ts";

/** What is not known yet is what is to be verified. */
const NO_DIGEST: AssetDigests = async () => Promise.resolve("");

type Asking = {
  readonly repository: Repository;
  readonly env: Env;
  readonly patience: Patience;
};

/**
 * Where the files of a tag are: of what is published, or else of the draft that was made of the files that are meant;
 * where that is not said, of the oldest that Slipway made. Undefined where there is neither.
 *
 * @throws Fault `no-token` where only a token would show it, and those of asking GitHub.
 */
export async function releaseFiles(
  api: Api,
  { tag, checksums }: NamedRelease,
  asking: Asking,
): Promise<ReleasePlace | undefined> {
  const { owner, name } = asking.repository;
  const releases = await readReleases(api, { tag, knownIds: new Set(), digests: NO_DIGEST });
  const found =
    releases.find(({ isDraft }) => !isDraft) ?? releases.find(({ marker }) => isMeant(marker, checksums));
  if (found === undefined) {
    if (api.token !== undefined) return undefined;
    throw publishFault("no-token", {
      message: `Cannot see a draft of ${tag} in "${owner}/${name}": there is no token`,
      hint: "Set GITHUB_TOKEN (or GH_TOKEN) to one that may write: GitHub shows drafts to nobody else",
    });
  }
  const idOf = lateIds(api, { found, tag, asking });
  const assets = `${api.base}/repos/${owner}/${name}/releases/assets`;
  return {
    kind: "address",
    address: {
      shown: `${found.isDraft ? "draft of " : ""}${tag} in ${owner}/${name}`,
      version: tag.replace(/^v/u, ""),
      addressOf: async (file) => {
        const id = await idOf(file);
        return id === undefined ? undefined : `${assets}/${id}`;
      },
      isFresh: true,
      // docs.github.com, "Get a release asset": with this the answer is the file.
      headers: {
        accept: "application/octet-stream",
        ...(api.token === undefined ? {} : { authorization: `token ${api.token}` }),
      },
    },
  };
}

function isMeant(marker: Marker | undefined, checksums: string | undefined): boolean {
  return marker !== undefined && (checksums === undefined || marker.checksums === checksums);
}

/** Files that were uploaded just now may not be listed yet: for all of them together it is looked again a few times. */
function lateIds(
  api: Api,
  { found, tag, asking }: { readonly found: ReadRelease; readonly tag: string; readonly asking: Asking },
): (file: string) => Promise<string | undefined> {
  const { env, patience } = asking;
  let ids = idsOf(found);
  let looks = 0;
  let looking: Promise<void> | undefined;
  async function lookAgain(): Promise<void> {
    looks += 1;
    await pause(patience.baseMs * looks, env.signal);
    throwIfInterrupted(env);
    const releases = await tryAgain(
      () => readReleases(api, { tag, knownIds: new Set([found.id]), digests: NO_DIGEST }),
      asking,
    );
    ids = idsOf(releases.find(({ id }) => id === found.id) ?? found);
    looking = undefined;
  }
  return async (file) => {
    while (!ids.has(file) && (looking !== undefined || looks < LIMITS.lateLooks)) {
      looking ??= lookAgain();
      await looking;
    }
    return ids.get(file);
  };
}

function idsOf({ assets }: ReadRelease): ReadonlyMap<string, string> {
  return new Map(assets.map((asset) => [asset.name, asset.id]));
}

/** Whether a repository is there for everybody. */
export async function isPublicRepository(api: Api): Promise<boolean> {
  const { status, data } = await api.ask("GET /repos/{owner}/{repo}");
  return status === 200 && objectIn(data, "a repository").get("private") !== true;
}
