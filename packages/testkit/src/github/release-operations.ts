/** Operations on releases: drafts until they are published, and perhaps immutable from then on. */

import {
  type Answer,
  type Call,
  empty,
  type FieldError,
  flagIn,
  type Handlers,
  invalid,
  json,
  notFound,
  page,
  textIn,
} from "./call.ts";
import type { OperationId } from "./operations.ts";
import { mayPush, reading, writing } from "./rights.ts";
import { releaseUrl, releaseView } from "./views.ts";
import { commitAt, latestRelease, type Release, type Repository, type World } from "./world.ts";

type ReleaseOperation = Exclude<
  Extract<OperationId, `repos/${string}release${string}`>,
  `${string}asset${string}` | "repos/check-immutable-releases"
>;

/** As git has it, for the names people give tags. */
const TAG = /^(?![./-])(?!.*(?:\.\.|\/\/|\.lock$|[./]$))[^\s~^:?*[\\]+$/u;

export const RELEASE_OPERATIONS: Handlers<ReleaseOperation> = {
  "repos/list-releases": reading((repository, { world, ...call }) => {
    const seen = repository.releases
      .filter(({ draft }) => !draft || mayPush(call.viewer, repository))
      .toSorted((a, b) => b.id - a.id)
      .slice(call.tricks.hiddenCount ?? 0)
      .map((release) => releaseView(world, repository, release));
    return page(seen, call, releaseUrl(world, repository, "").slice(0, -1));
  }),
  "repos/create-release": writing((repository, { world, body, viewer }) => {
    const date = world.now();
    const release: Release = {
      id: world.nextId(),
      tag: "",
      target: repository.defaultBranch,
      name: null,
      body: null,
      draft: true,
      prerelease: false,
      immutable: false,
      latest: "legacy",
      author: viewer?.login ?? "",
      createdAt: date,
      publishedAt: null,
      updatedAt: date,
      assets: [],
    };
    const errors = change(release, { repository, body: { draft: false, ...body }, date });
    if (errors.length > 0) return invalid(...errors);
    repository.releases.push(release);
    return json(201, releaseView(world, repository, release), {
      location: releaseUrl(world, repository, release.id),
    });
  }),
  "repos/get-latest-release": reading((repository, { world }) =>
    shown(world, repository, latestRelease(repository)),
  ),
  "repos/get-release-by-tag": reading((repository, { world, parameters }) =>
    shown(
      world,
      repository,
      repository.releases.find(({ draft, tag }) => !draft && tag === parameters["tag"]),
    ),
  ),
  "repos/get-release": reading((repository, call) => {
    const release = visibleRelease(repository, call);
    if (release === undefined) return notFound();
    const assets = release.assets.slice(0, release.assets.length - (call.tricks.hiddenCount ?? 0));
    return json(200, releaseView(call.world, repository, { ...release, assets }));
  }),
  "repos/update-release": writing((repository, call) => {
    const { world, body } = call;
    const release = visibleRelease(repository, call);
    if (release === undefined) return notFound();
    const errors = change(release, { repository, body, date: world.now() });
    return errors.length > 0 ? invalid(...errors) : shown(world, repository, release);
  }),
  "repos/delete-release": writing((repository, call) => {
    const release = visibleRelease(repository, call);
    if (release === undefined) return notFound();
    repository.releases = repository.releases.filter(({ id }) => id !== release.id);
    return empty(204);
  }),
};

/** The release a call is about, if the caller may see it. */
export function visibleRelease(
  repository: Repository,
  { parameters, viewer }: Pick<Call, "parameters" | "viewer">,
): Release | undefined {
  const found = repository.releases.find(({ id }) => String(id) === parameters["release_id"]);
  return found?.draft === true && !mayPush(viewer, repository) ? undefined : found;
}

function shown(world: World, repository: Repository, release: Release | undefined): Answer {
  return release === undefined ? notFound() : json(200, releaseView(world, repository, release));
}

type Change = {
  readonly repository: Repository;
  readonly body: Readonly<Record<string, unknown>>;
  readonly date: string;
};

/** Changes all that a body names, or nothing and says why. */
function change(release: Release, { repository, body, date }: Change): readonly FieldError[] {
  const draft = flagIn(body, "draft") ?? release.draft;
  const latest = textIn(body, "make_latest") ?? (release.draft && !draft ? "true" : release.latest);
  const next: Release = {
    ...release,
    tag: textIn(body, "tag_name") ?? release.tag,
    target: textIn(body, "target_commitish") ?? release.target,
    name: textIn(body, "name") ?? release.name,
    body: textIn(body, "body") ?? release.body,
    draft,
    prerelease: flagIn(body, "prerelease") ?? release.prerelease,
    latest: latest === "true" || latest === "false" ? latest : "legacy",
    updatedAt: date,
  };
  const errors = errorsOf(next, release, repository);
  if (errors.length > 0) return errors;
  if (!next.draft) publish(next, release, { repository, date });
  if (next.latest === "true" && !next.draft && !next.prerelease)
    for (const other of repository.releases) other.latest = "legacy";
  Object.assign(release, next);
  return [];
}

function publish(next: Release, before: Release, { repository, date }: Omit<Change, "body">): void {
  const name = `tags/${next.tag}`;
  const commit = commitAt(repository, next.target);
  if (!repository.refs.has(name) && commit !== undefined)
    repository.refs.set(name, { type: "commit", sha: commit.sha });
  if (!before.draft) return;
  next.publishedAt ??= date;
  next.immutable = repository.immutableReleases;
  if (next.immutable) repository.usedTags.add(next.tag);
}

function errorsOf(next: Release, before: Release, repository: Repository): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!TAG.test(next.tag)) errors.push(tagError("tag_name is not well-formed"));
  if (before.immutable && next.tag !== before.tag)
    errors.push(tagError("tag_name cannot be changed when release is immutable"));
  if (before.immutable && next.draft)
    errors.push({ resource: "Release", code: "custom", field: "draft", message: "release is immutable" });
  if (next.draft) return errors;
  const isTaken = repository.releases.some(
    ({ id, tag, draft }) => !draft && id !== next.id && tag === next.tag,
  );
  if (isTaken) errors.push({ resource: "Release", code: "already_exists", field: "tag_name" });
  if (repository.usedTags.has(next.tag) && !before.immutable)
    errors.push(tagError("tag_name was used by an immutable release"));
  if (!repository.refs.has(`tags/${next.tag}`) && commitAt(repository, next.target) === undefined)
    errors.push(
      tagError("tag_name is not a valid tag"),
      { resource: "Release", code: "custom", message: "Published releases must have a valid tag" },
      { resource: "Release", code: "invalid", field: "target_commitish" },
    );
  return errors;
}

function tagError(message: string): FieldError {
  return { resource: "Release", code: "custom", field: "tag_name", message };
}
