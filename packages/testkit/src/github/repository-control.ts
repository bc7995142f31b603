/** A repository of the test server from a test's side: what it has is looked at and changed without the API. */

import { newAsset } from "./asset-operations.ts";
import { storeBytes } from "./stored-bytes.ts";
import {
  addBlob,
  addCommit,
  addTree,
  type Asset,
  commitAt,
  commitBy,
  type Release,
  type Repository,
  sha1,
  type World,
} from "./world.ts";

export type SeededRelease = {
  readonly tag: string;
  /** Default false: published. */
  readonly draft?: boolean;
  readonly prerelease?: boolean;
  readonly immutable?: boolean;
  readonly name?: string;
  readonly body?: string;
  readonly target?: string;
  /** Names and contents. */
  readonly assets?: Readonly<Record<string, string | Uint8Array>>;
};

export type SeededAsset = {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default "uploaded". A "starter" has no bytes. */
  readonly state?: Asset["state"];
};

export type RepositoryControl = {
  /** Copies of all releases, oldest first, drafts included; an asset's `path` is its file on this machine. */
  readonly releases: () => readonly Release[];
  /** The only release of a tag; it throws when there is none or more than one. */
  readonly release: (tag: string) => Release;
  /** Makes a release, with the tag if it is published. */
  readonly addRelease: (release: SeededRelease) => Promise<Release>;
  /** Puts a file into a release, or a "starter" as an interrupted upload leaves it. */
  readonly addAsset: (releaseId: number, asset: SeededAsset) => Promise<Asset>;
  /** Lets people edit a release in the browser: any of its fields. */
  readonly editRelease: (releaseId: number, fields: Partial<Release>) => void;
  readonly removeAsset: (releaseId: number, name: string) => void;
  /** Tags by name, each with its commit. */
  readonly tags: () => Readonly<Record<string, string>>;
  /** Points a tag at a commit (made up if the server does not have it), through a tag object if annotated. */
  readonly setTag: (tag: string, sha: string, options?: { readonly annotated?: boolean }) => void;
  readonly removeTag: (tag: string) => void;
  /** As `git push` does: the branch is at a commit of that name, with the files if given. */
  readonly push: (
    branch: string,
    commit: { readonly sha?: string; readonly files?: Readonly<Record<string, string>> },
  ) => string;
  /** Paths and texts of a branch; undefined when there is no such branch. */
  readonly branchFiles: (branch: string) => Readonly<Record<string, string>> | undefined;
  readonly setImmutableReleases: (enabled: boolean) => void;
  readonly setPrivate: (isPrivate: boolean) => void;
};

/** The control of one repository. */
export function repositoryControl(world: World, repository: Repository): RepositoryControl {
  return {
    ...releaseControl(world, repository),
    ...gitControl(world, repository),
    setImmutableReleases: (enabled) => {
      repository.immutableReleases = enabled;
    },
    setPrivate: (isPrivate) => {
      repository.isPrivate = isPrivate;
    },
  };
}

type ReleaseKeys = "releases" | "release" | "addRelease" | "addAsset" | "editRelease" | "removeAsset";

function releaseControl(world: World, repository: Repository): Pick<RepositoryControl, ReleaseKeys> {
  const byId = (id: number): Release => {
    const found = repository.releases.find((release) => release.id === id);
    if (found === undefined) throw new Error(`Cannot find the release ${id}`);
    return found;
  };
  const addAsset: RepositoryControl["addAsset"] = async (
    releaseId,
    { name, content, state = "uploaded" },
  ) => {
    const asset = newAsset(world, {
      name,
      contentType: "application/octet-stream",
      uploader: repository.owner,
    });
    if (state === "uploaded") {
      const bytes = Buffer.from(content);
      Object.assign(asset, await storeBytes([bytes], { path: asset.path, sizeBytes: bytes.length }));
    }
    asset.state = state;
    byId(releaseId).assets.push(asset);
    return structuredClone(asset);
  };
  return {
    releases: () => structuredClone(repository.releases),
    release: (tag) => {
      const [found, ...more] = repository.releases.filter((release) => release.tag === tag);
      if (found === undefined || more.length > 0)
        throw new Error(
          `Expected one release of "${tag}", found ${found === undefined ? 0 : more.length + 1}`,
        );
      return structuredClone(found);
    },
    addRelease: async (seeded) => {
      const release = newRelease(world, repository, seeded);
      repository.releases.push(release);
      for (const [name, content] of Object.entries(seeded.assets ?? {}))
        await addAsset(release.id, { name, content });
      return structuredClone(release);
    },
    addAsset,
    editRelease: (releaseId, fields) => {
      Object.assign(byId(releaseId), fields);
    },
    removeAsset: (releaseId, name) => {
      const release = byId(releaseId);
      release.assets = release.assets.filter((asset) => asset.name !== name);
    },
  };
}

function newRelease(world: World, repository: Repository, seeded: SeededRelease): Release {
  const { draft = false, immutable = false, tag } = seeded;
  const target = seeded.target ?? repository.defaultBranch;
  const date = world.now();
  const commit = commitAt(repository, target);
  if (!draft && commit !== undefined && !repository.refs.has(`tags/${tag}`))
    repository.refs.set(`tags/${tag}`, { type: "commit", sha: commit.sha });
  if (immutable) repository.usedTags.add(tag);
  return {
    id: world.nextId(),
    tag,
    target,
    name: seeded.name ?? tag,
    body: seeded.body ?? "",
    draft,
    prerelease: seeded.prerelease ?? false,
    immutable,
    latest: "legacy",
    author: repository.owner,
    createdAt: date,
    publishedAt: draft ? null : date,
    updatedAt: date,
    assets: [],
  };
}

type GitKeys = "tags" | "setTag" | "removeTag" | "push" | "branchFiles";

function gitControl(world: World, repository: Repository): Pick<RepositoryControl, GitKeys> {
  const known = (sha: string): void => {
    if (repository.commits.has(sha)) return;
    const tree = addTree(repository, new Map());
    addCommit(repository, { sha, tree, parents: [], ...commitBy(repository.owner, world.now()) });
  };
  return {
    tags: () =>
      Object.fromEntries(
        [...repository.refs].flatMap(([name]) =>
          name.startsWith("tags/") ? [[name.slice(5), commitAt(repository, name)?.sha ?? ""]] : [],
        ),
      ),
    setTag: (tag, sha, { annotated = false } = {}) => {
      known(sha);
      const object = sha1(`tag ${tag} ${sha}`);
      if (annotated) repository.tagObjects.set(object, { tag, commit: sha });
      repository.refs.set(`tags/${tag}`, annotated ? { type: "tag", sha: object } : { type: "commit", sha });
    },
    removeTag: (tag) => {
      repository.refs.delete(`tags/${tag}`);
    },
    push: (branch, { sha, files }) => {
      const blobs = Object.entries(files ?? {}).map(
        ([path, text]) => [path, addBlob(repository, Buffer.from(text))] as const,
      );
      const parent = commitAt(repository, `heads/${branch}`);
      const tree =
        files === undefined && parent !== undefined ? parent.tree : addTree(repository, new Map(blobs));
      const commit = addCommit(repository, {
        ...(sha === undefined ? {} : { sha }),
        tree,
        parents: parent === undefined ? [] : [parent.sha],
        ...commitBy(repository.owner, world.now()),
      });
      repository.refs.set(`heads/${branch}`, { type: "commit", sha: commit.sha });
      return commit.sha;
    },
    branchFiles: (branch) => {
      const commit = repository.refs.has(`heads/${branch}`)
        ? commitAt(repository, `heads/${branch}`)
        : undefined;
      if (commit === undefined) return undefined;
      return Object.fromEntries(
        [...(repository.trees.get(commit.tree) ?? [])].map(([path, sha]) => [
          path,
          repository.blobs.get(sha)?.toString("utf8") ?? "",
        ]),
      );
    },
  };
}
