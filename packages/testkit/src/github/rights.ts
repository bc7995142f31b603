/** Who may see and change a repository, and how GitHub refuses those who may not. */

import { type Answer, type Handler, notFound, refusal, type RepositoryHandler } from "./call.ts";
import type { GithubToken, Repository } from "./world.ts";

/** A handler for everybody who may see the repository. */
export function reading(handler: RepositoryHandler): Handler {
  return (world, call) => {
    const repository = find(world.repositories, call.parameters);
    if (repository === undefined || !maySee(call.viewer, repository)) return notFound();
    return handler(repository, { ...call, world });
  };
}

/** A handler for those who may push. */
export function writing(handler: RepositoryHandler): Handler {
  return reading((repository, call) => {
    const { viewer } = call;
    return mayPush(viewer, repository) ? handler(repository, call) : refusedWrite(viewer);
  });
}

/** A handler for those who may see the repository's settings. */
export function administering(handler: RepositoryHandler): Handler {
  return writing((repository, call) =>
    call.viewer?.role === "admin" ? handler(repository, call) : refusedWrite(call.viewer),
  );
}

/** Whether drafts are shown to this viewer, and whether anything may be changed. */
export function mayPush(viewer: GithubToken | undefined, { isPrivate }: Repository): boolean {
  if (viewer === undefined || (viewer.role !== "admin" && viewer.role !== "write")) return false;
  if (viewer.kind === "fine-grained") return viewer.contents === "write";
  return viewer.scopes.includes("repo") || (!isPrivate && viewer.scopes.includes("public_repo"));
}

function find(
  repositories: ReadonlyMap<string, Repository>,
  { owner, repo }: Readonly<Record<string, string>>,
): Repository | undefined {
  return repositories.get(`${owner}/${repo}`.toLowerCase());
}

function maySee(viewer: GithubToken | undefined, { isPrivate }: Repository): boolean {
  if (!isPrivate) return true;
  if (viewer === undefined || viewer.role === "none") return false;
  return viewer.kind === "fine-grained" ? viewer.contents !== "none" : viewer.scopes.includes("repo");
}

/** Classic tokens are told nothing, fine-grained ones what they lack, and nobody to say who they are. */
function refusedWrite(viewer: GithubToken | undefined): Answer {
  if (viewer === undefined) return refusal(401, "Requires authentication");
  if (viewer.kind === "classic") return notFound();
  return refusal(403, "Resource not accessible by personal access token", {
    "x-accepted-github-permissions": "contents=write",
  });
}
