/** What the test server knows: repositories with their releases, files and git objects, and who may do what. */

import { createHash } from "node:crypto";

export type Asset = {
  readonly id: number;
  name: string;
  label: string | null;
  readonly contentType: string;
  /** "starter" is what an interrupted upload leaves: it has no bytes and keeps its name taken. */
  state: "starter" | "open" | "uploaded";
  sizeBytes: number;
  /** `sha256:<hex>` of what is stored. */
  digest: string | null;
  /** Where the bytes are on this machine. */
  readonly path: string;
  readonly createdAt: string;
  updatedAt: string;
  downloadCount: number;
  readonly uploader: string;
};

export type Release = {
  readonly id: number;
  tag: string;
  /** The branch or commit the tag is made at when it does not exist on publishing. */
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  latest: "true" | "false" | "legacy";
  readonly author: string;
  readonly createdAt: string;
  publishedAt: string | null;
  updatedAt: string;
  assets: Asset[];
};

export type Person = { readonly name: string; readonly email: string; readonly date: string };

export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
};

/** Paths and the digests of the files there. */
export type Tree = ReadonlyMap<string, string>;

export type Repository = {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  isPrivate: boolean;
  /** Whether releases become immutable when they are published. */
  immutableReleases: boolean;
  readonly defaultBranch: string;
  releases: Release[];
  /** By the part after `refs/`: `heads/main`, `tags/v1.0.0`. */
  readonly refs: Map<string, { type: "commit" | "tag"; sha: string }>;
  readonly tagObjects: Map<string, { readonly tag: string; readonly commit: string }>;
  readonly commits: Map<string, Commit>;
  readonly trees: Map<string, Tree>;
  readonly blobs: Map<string, Buffer>;
  /** Tags of immutable releases: never to be used again, even after the release is deleted. */
  readonly usedTags: Set<string>;
};

export type Role = "admin" | "write" | "read" | "none";

/** Whom a token speaks for, and what it was made for. */
export type GithubToken = {
  readonly login: string;
  /** On every repository of the server. */
  readonly role: Role;
} & (
  | { readonly kind: "classic"; readonly scopes: readonly string[] }
  | { readonly kind: "fine-grained"; readonly contents: "none" | "read" | "write" }
);

export type Places = {
  readonly apiUrl: string;
  readonly uploadsUrl: string;
  readonly webUrl: string;
  readonly storageUrl: string;
};

export type World = {
  readonly repositories: Map<string, Repository>;
  readonly tokens: ReadonlyMap<string, GithubToken>;
  readonly places: Places;
  /** Where assets are stored. */
  readonly folder: string;
  readonly enterprise: boolean;
  readonly nextId: () => number;
  readonly now: () => string;
};

/** A repository with one commit on its default branch. */
export function newRepository(
  world: World,
  options: { readonly owner: string; readonly name: string },
): Repository {
  const repository: Repository = {
    id: world.nextId(),
    ...options,
    isPrivate: false,
    immutableReleases: false,
    defaultBranch: "main",
    releases: [],
    refs: new Map(),
    tagObjects: new Map(),
    commits: new Map(),
    trees: new Map(),
    blobs: new Map(),
    usedTags: new Set(),
  };
  const tree = addTree(repository, new Map([["README.md", addBlob(repository, Buffer.from("# App\n"))]]));
  const { sha } = addCommit(repository, { ...commitBy("octo", world.now()), tree, parents: [] });
  repository.refs.set("heads/main", { type: "commit", sha });
  world.repositories.set(`${options.owner}/${options.name}`.toLowerCase(), repository);
  return repository;
}

/** Author, committer and message of a commit that says nothing about them. */
export function commitBy(login: string, date: string): Pick<Commit, "message" | "author" | "committer"> {
  const person = { name: login, email: `${login}@users.noreply.github.com`, date };
  return { message: "Change files", author: person, committer: person };
}

/** Keeps a file's content; its name is what git would give it. */
export function addBlob(repository: Repository, content: Buffer): string {
  const sha = sha1(Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]));
  repository.blobs.set(sha, content);
  return sha;
}

/** Keeps a list of files. Its name depends on all of them, though not as git computes it. */
export function addTree(repository: Repository, files: Tree): string {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const sha = sha1(`tree ${JSON.stringify(sorted)}`);
  repository.trees.set(sha, new Map(sorted));
  return sha;
}

/** Keeps a commit under the given name or one that depends on all it says. */
export function addCommit(
  repository: Repository,
  commit: Omit<Commit, "sha"> & { readonly sha?: string },
): Commit {
  const kept = { ...commit, sha: commit.sha ?? sha1(`commit ${JSON.stringify(commit)}`) };
  repository.commits.set(kept.sha, kept);
  return kept;
}

/** The commit that a branch, a tag or a commit's own name stands for. */
export function commitAt(repository: Repository, name: string): Commit | undefined {
  const short = name.replace(/^refs\//u, "");
  const ref =
    repository.refs.get(short) ??
    repository.refs.get(`heads/${short}`) ??
    repository.refs.get(`tags/${short}`);
  const sha = ref?.type === "tag" ? repository.tagObjects.get(ref.sha)?.commit : ref?.sha;
  return repository.commits.get(sha ?? name);
}

/** The release people get who ask for the latest: the newest published one that is no prerelease. */
export function latestRelease({ releases }: Repository): Release | undefined {
  const published = releases
    .filter(({ draft, prerelease, latest }) => !draft && !prerelease && latest !== "false")
    .toSorted((a, b) => ((a.publishedAt ?? "") < (b.publishedAt ?? "") ? 1 : -1) || b.id - a.id);
  return published.find(({ latest }) => latest === "true") ?? published[0];
}

export function sha1(bytes: string | Buffer): string {
  return createHash("sha1").update(bytes).digest("hex");
}
