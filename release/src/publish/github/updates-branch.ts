/** The branch that the tracks' documents are in, for whatever serves it, such as GitHub Pages. */

import type { LocalRelease, TrackDocument } from "../state.ts";
import { documentVersion, trackPath } from "../track-document.ts";
import { objectIn, textIn } from "./answers.ts";
import type { Api } from "./api.ts";

export const UPDATES_BRANCH = "updates";

const CONTENTS = "/repos/{owner}/{repo}/contents/{+path}";

/** A document, with what GitHub wants to hear from whoever changes it. */
export type BranchDocument = TrackDocument & { readonly sha: string };

/** The document of the release's track; undefined where there is none, or no such branch. */
export async function readTrackDocument(
  api: Api,
  release: Pick<LocalRelease, "track">,
): Promise<BranchDocument | undefined> {
  const place = { path: trackPath(release), ref: UPDATES_BRANCH };
  const { status, data } = await api.ask(`GET ${CONTENTS}`, place);
  if (status === 404) return undefined;
  // A folder is answered with a list.
  if (Array.isArray(data)) return { version: undefined, sha: "" };
  const file = objectIn(data, "a file");
  const text = Buffer.from(textIn(file, "content"), "base64").toString("utf8");
  return { ...documentVersion(text), sha: textIn(file, "sha") };
}

/** Puts the release's manifest in the document's place; the branch is made when it is not there. */
export async function writeTrackDocument(
  api: Api,
  release: LocalRelease,
  sha: string | undefined,
): Promise<void> {
  const { product, version, track, manifest = "" } = release;
  const message = `${product} ${version} is the newest of ${track}`;
  const path = trackPath(release);
  const branch = await api.ask("GET /repos/{owner}/{repo}/git/ref/{+ref}", {
    ref: `heads/${UPDATES_BRANCH}`,
  });
  if (branch.status === 404) {
    await startBranch(api, { message, path, content: manifest });
    return;
  }
  await api.change(`PUT ${CONTENTS}`, {
    path,
    message,
    branch: UPDATES_BRANCH,
    content: Buffer.from(manifest).toString("base64"),
    ...(sha === undefined ? {} : { sha }),
  });
}

/** A branch without a past: it has nothing in common with the sources. */
async function startBranch(
  api: Api,
  file: { readonly message: string; readonly path: string; readonly content: string },
): Promise<void> {
  const { message, path, content } = file;
  const entry = { path, mode: "100644", type: "blob", content };
  const tree = await api.change("POST /repos/{owner}/{repo}/git/trees", { tree: [entry] });
  const treeSha = textIn(objectIn(tree.data, "a tree"), "sha");
  const commit = await api.change("POST /repos/{owner}/{repo}/git/commits", {
    message,
    tree: treeSha,
    parents: [],
  });
  const sha = textIn(objectIn(commit.data, "a commit"), "sha");
  await api.change("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/heads/${UPDATES_BRANCH}`, sha });
}
