import { expect, test } from "vitest";

import { apiClient } from "./api-client.ts";
import { GITHUB_TOKEN, githubForTest } from "./github-server.ts";

const REPOSITORY = "/repos/octo/app";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A text member of an answer, which the server's own checks have seen to be there. */
function member(body: unknown, ...path: readonly string[]): string {
  let at: unknown = body;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  if (typeof at !== "string") throw new Error(`Cannot find "${path.join(".")}"`);
  return at;
}

test("a branch begins with a tree, a commit without parents and a ref", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const tree = await call(`POST ${REPOSITORY}/git/trees`, {
    body: { tree: [{ path: "stable.json", mode: "100644", type: "blob", content: "{}" }] },
  });
  const commit = await call(`POST ${REPOSITORY}/git/commits`, {
    body: { message: "Begin", tree: member(tree.body, "sha"), parents: [] },
  });
  const sha = member(commit.body, "sha");
  const ref = { ref: "refs/heads/updates", sha };
  expect((await call(`POST ${REPOSITORY}/git/refs`, { body: ref })).status).toBe(201);
  expect(await call(`POST ${REPOSITORY}/git/refs`, { body: ref })).toMatchObject({
    status: 422,
    body: { message: "Reference already exists" },
  });
  expect(server.repository("octo/app").branchFiles("updates")).toEqual({ "stable.json": "{}" });
  expect(server.repository("octo/app").branchFiles("other")).toBeUndefined();
  const raw = await fetch(`${server.storageUrl}/raw/octo/app/updates/stable.json`);
  expect(await raw.text()).toBe("{}");
});

test("a file is made without a digest and changed with the one it has", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const put = async (body: object): Promise<{ readonly status: number; readonly body: unknown }> =>
    call(`PUT ${REPOSITORY}/contents/tracks/stable.json`, { body: { message: "Change", ...body } });
  expect(await put({ content: base64("1"), branch: "updates" })).toMatchObject({
    status: 404,
    body: { message: "Branch updates not found" },
  });
  app.push("updates", { files: {} });
  const made = await put({ content: base64("1"), branch: "updates" });
  expect(made.status).toBe(201);
  const sha = member(made.body, "content", "sha");
  expect((await put({ content: base64("2"), branch: "updates" })).status).toBe(422);
  expect((await put({ content: base64("2"), branch: "updates", sha: "0".repeat(40) })).status).toBe(409);
  expect((await put({ content: base64("2"), branch: "updates", sha })).status).toBe(200);
  expect((await put({ content: base64("3"), branch: "updates", sha })).status).toBe(409);
  expect(app.branchFiles("updates")).toEqual({ "tracks/stable.json": "2" });
  const path = `GET ${REPOSITORY}/contents/tracks/stable.json?ref=updates`;
  const found = await call(path);
  expect(Buffer.from(member(found.body, "content"), "base64").toString()).toBe("2");
  const raw = await call(path, { headers: { accept: "application/vnd.github.raw+json" } });
  expect(raw.body).toBe("2");
  expect((await call(`GET ${REPOSITORY}/contents/tracks?ref=updates`)).body).toMatchObject([
    { name: "stable.json", type: "file" },
  ]);
  expect((await call(`GET ${REPOSITORY}/contents/other?ref=updates`)).status).toBe(404);
});

test("a branch moves forward, and elsewhere only by force", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const first = app.push("updates", { files: { a: "1" } });
  const second = app.push("updates", { files: { a: "2" } });
  const move = async (body: object): Promise<number> =>
    (await call(`PATCH ${REPOSITORY}/git/refs/heads/updates`, { body })).status;
  expect(await move({ sha: first })).toBe(422);
  expect(await move({ sha: first, force: true })).toBe(200);
  expect(await move({ sha: second })).toBe(200);
  expect(await move({ sha: "0".repeat(40) })).toBe(422);
});

test("a tag is made at a pushed commit when a release of it is published", async () => {
  const server = await githubForTest();
  const app = server.repository("octo/app");
  const sha = "1234567890".repeat(4);
  const publish = async (): Promise<number> =>
    (
      await apiClient(server)(`POST ${REPOSITORY}/releases`, {
        body: { tag_name: "v1.0.0", target_commitish: sha },
        token: GITHUB_TOKEN,
      })
    ).status;
  expect(await publish()).toBe(422);
  app.push("main", { sha });
  expect(await publish()).toBe(201);
  expect(app.tags()).toEqual({ "v1.0.0": sha });
  app.removeTag("v1.0.0");
  expect(app.tags()).toEqual({});
});
