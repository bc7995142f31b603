/** Operations on the files of a branch. */

import { type Answer, type Call, type Handlers, json, notFound, refusal, textIn } from "./call.ts";
import { commitView, gitUrl } from "./git-operations.ts";
import type { OperationId } from "./operations.ts";
import { reading, writing } from "./rights.ts";
import { addBlob, addCommit, addTree, commitAt, commitBy, type Repository, type World } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

type ContentOperation = Extract<OperationId, `${string}content${string}`>;

type Place = { readonly ref: string; readonly path: string };

/** GitHub breaks base64 after as many characters. */
const LINE = /.{1,60}/gu;

export const CONTENT_OPERATIONS: Handlers<ContentOperation> = {
  "repos/get-content": reading((repository, { world, parameters, query, headers }) => {
    const path = parameters["path"] ?? "";
    const ref = query.get("ref") ?? repository.defaultBranch;
    const commit = commitAt(repository, ref);
    if (commit === undefined) return refusal(404, `No commit found for the ref ${ref}`);
    const files = repository.trees.get(commit.tree);
    const sha = files?.get(path);
    if (sha === undefined) return directory(world, repository, { ref, path });
    const content = repository.blobs.get(sha) ?? Buffer.of();
    if (/^application\/vnd\.github(?:\.v3)?\.raw\b/u.test(headers.accept ?? ""))
      return {
        kind: "bytes",
        status: 200,
        body: content,
        headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" },
      };
    const encoded = content.toString("base64").match(LINE)?.join("\n") ?? "";
    return json(200, {
      ...entryView(world, repository, { ref, path, sha }),
      content: `${encoded}\n`,
      encoding: "base64",
    });
  }),
  "repos/create-or-update-file-contents": writing((repository, call) => {
    const branch = textIn(call.body, "branch") ?? repository.defaultBranch;
    const ref = repository.refs.get(`heads/${branch}`);
    if (ref === undefined) return refusal(404, `Branch ${branch} not found`);
    const path = call.parameters["path"] ?? "";
    const before = filesOf(repository, ref.sha).get(path);
    const refused = refusedChange(call, { path, before });
    return refused ?? commitFile(repository, call, { branch, path, isNew: before === undefined });
  }),
};

function filesOf(repository: Repository, sha: string): ReadonlyMap<string, string> {
  return repository.trees.get(repository.commits.get(sha)?.tree ?? "") ?? new Map();
}

/** Who changes a file says which one; who makes one says nothing. */
function refusedChange(
  { body }: Call,
  { path, before }: { readonly path: string; readonly before: string | undefined },
): Answer | undefined {
  const given = textIn(body, "sha");
  const content = textIn(body, "content") ?? "";
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(content)) return refusal(422, "content is not valid Base64");
  if (before !== undefined && given === undefined)
    return refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (given !== undefined && given !== before)
    return refusal(409, before === undefined ? `${path} does not exist` : `${path} does not match ${given}`);
  return undefined;
}

function commitFile(
  repository: Repository,
  { world, body, viewer }: Call & { readonly world: World },
  { branch, path, isNew }: { readonly branch: string; readonly path: string; readonly isNew: boolean },
): Answer {
  const parent = repository.refs.get(`heads/${branch}`)?.sha ?? "";
  const blob = addBlob(repository, Buffer.from(textIn(body, "content") ?? "", "base64"));
  const tree = addTree(repository, new Map([...filesOf(repository, parent), [path, blob]]));
  const { author, committer } = commitBy(viewer?.login ?? "", world.now());
  const message = textIn(body, "message") ?? "";
  const commit = addCommit(repository, { tree, parents: [parent], message, author, committer });
  repository.refs.set(`heads/${branch}`, { type: "commit", sha: commit.sha });
  return json(isNew ? 201 : 200, {
    content: entryView(world, repository, { ref: branch, path, sha: blob }),
    commit: commitView(world, repository, commit),
  });
}

function directory(world: World, repository: Repository, { ref, path }: Place): Answer {
  const below = path === "" ? "" : `${path.replace(/\/$/u, "")}/`;
  const files = filesOf(repository, commitAt(repository, ref)?.sha ?? "");
  const inside = [...files].filter(([file]) => file.startsWith(below));
  if (inside.length === 0) return notFound();
  const names = new Map(inside.map(([file, sha]) => [file.slice(below.length).split("/")[0] ?? "", sha]));
  return json(
    200,
    [...names].map(([name, sha]) => {
      const entry = entryView(world, repository, { ref, path: `${below}${name}`, sha });
      return files.has(`${below}${name}`) ? entry : { ...entry, type: "dir", size: 0, download_url: null };
    }),
  );
}

function entryView(
  world: World,
  repository: Repository,
  { ref, path, sha }: Place & { readonly sha: string },
): Json {
  const { places } = world;
  const full = `${repository.owner}/${repository.name}`;
  const encoded = encodeURI(path);
  const self = `${places.apiUrl}/repos/${full}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = gitUrl(world, repository, `blobs/${sha}`);
  const html = `${places.webUrl}/${full}/blob/${ref}/${encoded}`;
  return {
    name: path.split("/").at(-1) ?? "",
    path,
    sha,
    size: repository.blobs.get(sha)?.length ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: `${places.storageUrl}/raw/${full}/${ref}/${encoded}`,
    type: "file",
    _links: { self, git, html },
  };
}
