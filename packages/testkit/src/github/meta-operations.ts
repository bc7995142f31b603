/** Operations about the server, the account and the repository as a whole. */

import { type Handlers, json, notFound, refusal } from "./call.ts";
import { repositoryView } from "./repository-view.ts";
import { administering, reading } from "./rights.ts";
import { ownUserView } from "./views.ts";
import type { World } from "./world.ts";

type MetaOperation =
  | "meta/root"
  | "rate-limit/get"
  | "users/get-authenticated"
  | "repos/get"
  | "repos/check-immutable-releases";

/** How many requests an hour a token has, and one without. */
export const RATE_LIMIT = { withToken: 5000, without: 60, windowS: 3600 } as const;

/** Addresses in the answer at the root, by name: all of them below the API's own. */
const ROOT_TEMPLATES: Readonly<Record<string, string>> = {
  current_user_url: "/user",
  current_user_authorizations_html_url: "/settings/connections/applications{/client_id}",
  authorizations_url: "/authorizations",
  code_search_url: "/search/code?q={query}{&page,per_page,sort,order}",
  commit_search_url: "/search/commits?q={query}{&page,per_page,sort,order}",
  emails_url: "/user/emails",
  emojis_url: "/emojis",
  events_url: "/events",
  feeds_url: "/feeds",
  followers_url: "/user/followers",
  following_url: "/user/following{/target}",
  gists_url: "/gists{/gist_id}",
  issue_search_url: "/search/issues?q={query}{&page,per_page,sort,order}",
  issues_url: "/issues",
  keys_url: "/user/keys",
  label_search_url: "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
  notifications_url: "/notifications",
  organization_url: "/orgs/{org}",
  organization_repositories_url: "/orgs/{org}/repos{?type,page,per_page,sort}",
  organization_teams_url: "/orgs/{org}/teams",
  public_gists_url: "/gists/public",
  rate_limit_url: "/rate_limit",
  repository_url: "/repos/{owner}/{repo}",
  repository_search_url: "/search/repositories?q={query}{&page,per_page,sort,order}",
  current_user_repositories_url: "/user/repos{?type,page,per_page,sort}",
  starred_url: "/user/starred{/owner}{/repo}",
  starred_gists_url: "/gists/starred",
  user_url: "/users/{user}",
  user_organizations_url: "/user/orgs",
  user_repositories_url: "/users/{user}/repos{?type,page,per_page,sort}",
  user_search_url: "/search/users?q={query}{&page,per_page,sort,order}",
};

export const META_OPERATIONS: Handlers<MetaOperation> = {
  "meta/root": ({ places }) =>
    json(
      200,
      Object.fromEntries(
        Object.entries(ROOT_TEMPLATES).map(([name, template]) => [name, `${places.apiUrl}${template}`]),
      ),
    ),
  "rate-limit/get": (world, { viewer }) => {
    if (world.enterprise) return refusal(404, "Rate limiting is not enabled.");
    const limit = viewer === undefined ? RATE_LIMIT.without : RATE_LIMIT.withToken;
    const core = { limit, used: 0, remaining: limit, reset: resetTime(world) };
    return json(200, { resources: { core, search: { ...core, limit: 30, remaining: 30 } }, rate: core });
  },
  "users/get-authenticated": (world, { viewer }) =>
    viewer === undefined
      ? refusal(401, "Requires authentication")
      : json(200, ownUserView(world, viewer.login)),
  "repos/get": reading((repository, { world, viewer }) =>
    json(200, repositoryView(world, repository, viewer?.role)),
  ),
  "repos/check-immutable-releases": administering((repository) =>
    repository.immutableReleases ? json(200, { enabled: true, enforced_by_owner: false }) : notFound(),
  ),
};

/** When the hour of requests ends, in seconds since 1970. */
export function resetTime({ now }: World): number {
  return Math.floor(Date.parse(now()) / 1000) + RATE_LIMIT.windowS;
}
