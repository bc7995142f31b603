/** A repository as GitHub's API shows it. */

import { nodeId, userView } from "./views.ts";
import type { Repository, Role, World } from "./world.ts";

/** Address templates below a repository's own address, by the name they have. */
const TEMPLATES: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

/** `role` is that of the one who asks; nobody sees no permissions. */
export function repositoryView(
  world: World,
  repository: Repository,
  role: Role | undefined,
): Readonly<Record<string, unknown>> {
  const { owner, name } = repository;
  const api = `${world.places.apiUrl}/repos/${owner}/${name}`;
  const web = `${world.places.webUrl}/${owner}/${name}`;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name,
    full_name: `${owner}/${name}`,
    private: repository.isPrivate,
    owner: userView(world, owner),
    html_url: web,
    description: null,
    fork: false,
    url: api,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([key, template]) => [key, `${api}${template}`])),
    git_url: `git:${web.replace(/^https?:/u, "")}.git`,
    ssh_url: `git@${new URL(web).hostname}:${owner}/${name}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    homepage: null,
    language: "TypeScript",
    license: null,
    mirror_url: null,
    archived: false,
    disabled: false,
    ...counts(),
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    default_branch: repository.defaultBranch,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: world.now(),
    pushed_at: world.now(),
    ...(role === undefined ? {} : { permissions: permissionsOf(role) }),
  };
}

function counts(): Readonly<Record<string, number>> {
  const names = ["forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "size"];
  const more = ["open_issues", "open_issues_count", "network_count", "subscribers_count"];
  return Object.fromEntries([...names, ...more].map((name) => [name, 0]));
}

function permissionsOf(role: Role): Readonly<Record<string, boolean>> {
  const push = role === "admin" || role === "write";
  return { admin: role === "admin", maintain: role === "admin", push, triage: push, pull: role !== "none" };
}
