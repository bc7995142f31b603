/** What stands in the way of publishing to a repository, as far as questions can tell. */

import type { Fault } from "@slipway/fault";

import { publishFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { LocalRelease } from "../state.ts";
import { objectIn } from "./answers.ts";
import type { Api, ApiAnswer } from "./api.ts";

export type Repository = { readonly owner: string; readonly name: string; readonly api: string };

/**
 * Token, repository, rights, the commit, and what GitHub takes.
 *
 * @throws Fault `token-refused`, `github-unreachable`, … where nothing more can be asked.
 */
export async function githubProblems(
  api: Api,
  repository: Repository,
  release: LocalRelease,
): Promise<readonly Fault[]> {
  if (api.token === undefined) {
    return [
      publishFault("no-token", {
        message: `Cannot publish to ${fullName(repository)}: there is no token`,
        hint: "Set GITHUB_TOKEN (or GH_TOKEN) to one that may write the repository's contents, e.g. of: gh auth token",
      }),
      ...sizeProblems(release),
    ];
  }
  const found = await api.ask("GET /repos/{owner}/{repo}");
  if (found.status === 404) {
    return [
      publishFault("no-repository", {
        message: `Cannot publish to ${fullName(repository)}: ${repository.api} knows no such repository, or the token may not see it`,
        hint: "Set publish.github.repository to owner/name, or use a token that may see it",
      }),
      ...sizeProblems(release),
    ];
  }
  const rights = rightsProblem(repository, { ...found, token: api.token });
  const commit = await commitProblems(api, repository, release);
  return [...(rights === undefined ? [] : [rights]), ...commit, ...sizeProblems(release)];
}

/** Of tokens that speak for an app, such as those of workflows; GitHub never says that such a one may push. */
const INSTALLATION = /^(?:ghs_|v1\.)/u;

/** What the account may do, and what a classic token was made for. */
function rightsProblem(
  repository: Repository,
  { data, headers, token }: ApiAnswer & { readonly token: string },
): Fault | undefined {
  const facts = objectIn(data, "a repository");
  const permissions = facts.get("permissions");
  const mayPush =
    INSTALLATION.test(token) ||
    (permissions !== undefined && objectIn(permissions, "permissions").get("push") === true);
  const scopes = headers["x-oauth-scopes"]?.split(",").map((scope) => scope.trim());
  const wanted = facts.get("private") === true ? ["repo"] : ["repo", "public_repo"];
  const isScoped = scopes === undefined || wanted.some((scope) => scopes.includes(scope));
  const found = !mayPush
    ? "the token's account may not push"
    : !isScoped
      ? `the token's scopes are "${scopes.join(", ")}"`
      : facts.get("archived") === true
        ? "it is archived"
        : undefined;
  if (found === undefined) return undefined;
  return publishFault("no-rights", {
    message: `Cannot publish to ${fullName(repository)}: ${found}`,
    hint: "Use a token that may write the repository's contents (classic: scope repo; Actions: contents: write)",
  });
}

/** The tag will be made on the commit, so it has to be there. */
async function commitProblems(
  api: Api,
  repository: Repository,
  { commit, tag }: LocalRelease,
): Promise<readonly Fault[]> {
  if (commit === "") return [];
  const { status } = await api.ask("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
    commit_sha: commit,
  });
  if (status !== 404) return [];
  return [
    publishFault("commit-unpushed", {
      message: `Cannot publish ${tag}: ${fullName(repository)} does not have commit ${commit}`,
      hint: "Push it, then publish again",
    }),
  ];
}

function sizeProblems({ files, tag }: LocalRelease): readonly Fault[] {
  const details = files
    .filter(({ sizeBytes }) => sizeBytes > LIMITS.assetBytes)
    .map(({ name, sizeBytes }) => `${name}: ${sizeBytes} bytes, at most ${LIMITS.assetBytes}`);
  if (files.length > LIMITS.assets) details.push(`${files.length} files, at most ${LIMITS.assets}`);
  if (details.length === 0) return [];
  return [
    publishFault("asset-too-large", {
      message: `Cannot publish ${tag}: GitHub does not take it`,
      details,
      hint: "Make it smaller, or publish to a folder: publish.dir",
    }),
  ];
}

function fullName({ owner, name }: Repository): string {
  return `"${owner}/${name}"`;
}
