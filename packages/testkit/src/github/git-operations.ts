/** Operations on refs and git's objects: enough to look at tags and to begin a branch. */

import { type Answer, empty, flagIn, type Handlers, json, notFound, refusal, textIn } from "./call.ts";
import type { OperationId } from "./operations.ts";
import { reading, writing } from "./rights.ts";
import { nodeId, userView } from "./views.ts";
import {
  addBlob,
  addCommit,
  addTree,
  type Commit,
  commitAt,
  commitBy,
  type Person,
  type Repository,
  type World,
} from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

type GitOperation = Extract<OperationId, `git/${string}`> | "repos/get-commit";

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

export const GIT_OPERATIONS: Handlers<GitOperation> = {
  "git/get-ref": reading((repository, { world, parameters }) => {
    const name = parameters["ref"] ?? "";
    return repository.refs.has(name) ? json(200, refView(world, repository, name)) : notFound();
  }),
  "git/create-ref": writing((repository, { world, body }) => {
    const name = (textIn(body, "ref") ?? "").replace(/^refs\//u, "");
    const sha = textIn(body, "sha") ?? "";
    if (!/^(?:heads|tags)\/[^\s~^:?*[\\]+$/u.test(name))
      return refusal(422, "Reference name must start with");
    if (!repository.commits.has(sha)) return refusal(422, "Object does not exist");
    if (repository.refs.has(name)) return refusal(422, "Reference already exists");
    repository.refs.set(name, { type: "commit", sha });
    return json(201, refView(world, repository, name));
  }),
  "git/update-ref": writing((repository, { world, body, parameters }) => {
    const name = parameters["ref"] ?? "";
    const sha = textIn(body, "sha") ?? "";
    const before = repository.refs.get(name);
    if (before === undefined) return refusal(422, "Reference does not exist");
    if (isProtected(repository, name)) return refusal(422, "Cannot update this protected ref.");
    if (!repository.commits.has(sha)) return refusal(422, "Object does not exist");
    if (flagIn(body, "force") !== true && !descends(repository, sha, before.sha))
      return refusal(422, "Update is not a fast forward");
    repository.refs.set(name, { type: "commit", sha });
    return json(200, refView(world, repository, name));
  }),
  "git/delete-ref": writing((repository, { parameters }) => {
    const name = parameters["ref"] ?? "";
    if (!repository.refs.has(name)) return refusal(422, "Reference does not exist");
    if (isProtected(repository, name)) return refusal(422, "Cannot delete this protected ref.");
    repository.refs.delete(name);
    return empty(204);
  }),
  "git/get-tag": reading((repository, { world, parameters }) => {
    const sha = parameters["tag_sha"] ?? "";
    const tag = repository.tagObjects.get(sha);
    if (tag === undefined) return notFound();
    return json(200, {
      node_id: nodeId("TAG", sha),
      tag: tag.tag,
      sha,
      url: gitUrl(world, repository, `tags/${sha}`),
      message: tag.tag,
      tagger: commitBy(repository.owner, world.now()).author,
      object: { sha: tag.commit, type: "commit", url: gitUrl(world, repository, `commits/${tag.commit}`) },
      verification: UNSIGNED,
    });
  }),
  "git/get-commit": reading((repository, { world, parameters }) =>
    shownCommit(world, repository, repository.commits.get(parameters["commit_sha"] ?? "")),
  ),
  "git/create-commit": writing((repository, { world, body, viewer }) => {
    const tree = textIn(body, "tree") ?? "";
    const parents = listIn(body, "parents").map(String);
    if (!repository.trees.has(tree)) return refusal(422, "Tree SHA does not exist");
    if (parents.some((sha) => !repository.commits.has(sha))) return refusal(422, "Parent SHA does not exist");
    const given = commitBy(viewer?.login ?? "", world.now());
    const author = personIn(body, "author", given.author);
    const message = textIn(body, "message") ?? "";
    const committer = personIn(body, "committer", author);
    return shownCommit(
      world,
      repository,
      addCommit(repository, { tree, parents, message, author, committer }),
      201,
    );
  }),
  "git/get-tree": reading((repository, { world, parameters }) => {
    const name = parameters["tree_sha"] ?? "";
    const sha = repository.trees.has(name) ? name : commitAt(repository, name)?.tree;
    return sha === undefined ? notFound() : json(200, treeView(world, repository, sha));
  }),
  "git/create-tree": writing((repository, { world, body }) => createdTree(world, repository, body)),
  "repos/get-commit": reading((repository, { world, parameters }) => {
    const commit = commitAt(repository, parameters["ref"] ?? "");
    if (commit === undefined) return refusal(422, `No commit found for SHA: ${parameters["ref"] ?? ""}`);
    return json(200, repositoryCommitView(world, repository, commit));
  }),
};

export function gitUrl({ places }: World, { owner, name }: Repository, path: string): string {
  return `${places.apiUrl}/repos/${owner}/${name}/git/${path}`;
}

/** A commit as git has it, which is how the operations on git's objects and on files show it. */
export function commitView(world: World, repository: Repository, commit: Commit): Json {
  const web = `${world.places.webUrl}/${repository.owner}/${repository.name}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: gitUrl(world, repository, `commits/${commit.sha}`),
    html_url: `${web}/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: gitUrl(world, repository, `trees/${commit.tree}`) },
    parents: commit.parents.map((sha) => ({
      sha,
      url: gitUrl(world, repository, `commits/${sha}`),
      html_url: `${web}/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

function repositoryCommitView(world: World, repository: Repository, commit: Commit): Json {
  const { sha, node_id, url, html_url, parents, author, committer, message, tree } = commitView(
    world,
    repository,
    commit,
  );
  const own = `${world.places.apiUrl}/repos/${repository.owner}/${repository.name}/commits/${commit.sha}`;
  return {
    sha,
    node_id,
    url: own,
    html_url,
    comments_url: `${own}/comments`,
    commit: { author, committer, message, tree, url, comment_count: 0, verification: UNSIGNED },
    author: userView(world, commit.author.name),
    committer: userView(world, commit.committer.name),
    parents,
    stats: { additions: 0, deletions: 0, total: 0 },
    files: [],
  };
}

function refView(world: World, repository: Repository, name: string): Json {
  const { type, sha } = repository.refs.get(name) ?? { type: "commit", sha: "" };
  return {
    ref: `refs/${name}`,
    node_id: nodeId("REF", name),
    url: gitUrl(world, repository, `refs/${name}`),
    object: {
      type,
      sha,
      url: gitUrl(world, repository, `${type === "tag" ? "tags" : "commits"}/${sha}`),
    },
  };
}

function treeView(world: World, repository: Repository, sha: string): Json {
  const tree = [...(repository.trees.get(sha) ?? [])].map(([path, blob]) => ({
    path,
    mode: "100644",
    type: "blob",
    sha: blob,
    size: repository.blobs.get(blob)?.length ?? 0,
    url: gitUrl(world, repository, `blobs/${blob}`),
  }));
  return { sha, url: gitUrl(world, repository, `trees/${sha}`), tree, truncated: false };
}

/** Trees are flat here: every entry is a file with its whole path. */
function createdTree(world: World, repository: Repository, body: Json): Answer {
  const base = textIn(body, "base_tree");
  if (base !== undefined && !repository.trees.has(base)) return refusal(422, "base_tree is not a valid tree");
  const files = new Map(base === undefined ? [] : repository.trees.get(base));
  for (const entry of listIn(body, "tree").map(recordOf)) {
    const path = textIn(entry, "path") ?? "";
    const content = textIn(entry, "content");
    const sha = content === undefined ? textIn(entry, "sha") : addBlob(repository, Buffer.from(content));
    if (entry["sha"] === null) files.delete(path);
    else if (sha === undefined || !repository.blobs.has(sha))
      return refusal(422, "tree.sha is not a valid blob");
    else files.set(path, sha);
  }
  const sha = addTree(repository, files);
  return json(201, treeView(world, repository, sha));
}

function shownCommit(
  world: World,
  repository: Repository,
  commit: Commit | undefined,
  status: 200 | 201 = 200,
): Answer {
  return commit === undefined ? notFound() : json(status, commitView(world, repository, commit));
}

/** Tags of immutable releases stay where they are. */
function isProtected(repository: Repository, name: string): boolean {
  return repository.releases.some(({ immutable, tag }) => immutable && name === `tags/${tag}`);
}

function descends({ commits }: Repository, sha: string, ancestor: string): boolean {
  const seen = new Set<string>();
  const queue = [sha];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at === ancestor) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    queue.push(...(commits.get(at)?.parents ?? []));
  }
  return false;
}

function personIn(body: Json, key: "author" | "committer", otherwise: Person): Person {
  const given = recordOf(body[key]);
  return {
    name: textIn(given, "name") ?? otherwise.name,
    email: textIn(given, "email") ?? otherwise.email,
    date: textIn(given, "date") ?? otherwise.date,
  };
}

function listIn(body: Json, name: string): readonly unknown[] {
  const value = body[name];
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
