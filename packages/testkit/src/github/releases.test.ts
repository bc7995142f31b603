import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { tempFolder } from "../temp-folder.ts";
import { apiClient, uploadAsset } from "./api-client.ts";
import { GITHUB_TOKEN, githubForTest } from "./github-server.ts";

const RELEASES = "/repos/octo/app/releases";

const READER = "github_pat_reader";
const STRANGER = "ghp_stranger";

const TOKENS = {
  [GITHUB_TOKEN]: { kind: "classic", login: "octo", role: "admin", scopes: ["repo"] },
  [READER]: { kind: "fine-grained", login: "reader", role: "write", contents: "read" },
  [STRANGER]: { kind: "classic", login: "stranger", role: "none", scopes: ["repo"] },
} as const;

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

test("a release goes from draft to published, with its files and its tag", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const created = await call(`POST ${RELEASES}`, {
    body: { tag_name: "v1.0.0", draft: true, name: "1.0.0", body: "First" },
  });
  expect(created).toMatchObject({ status: 201, body: { draft: true, published_at: null, immutable: false } });
  const { id } = app.release("v1.0.0");
  expect(created.body).toMatchObject({
    upload_url: `${server.uploadsUrl}${RELEASES}/${id}/assets{?name,label}`,
  });
  const uploaded = await uploadAsset(server, { releaseId: id, name: "app-linux.tar.gz", content: "bytes" });
  expect(uploaded).toMatchObject({
    status: 201,
    body: { name: "app-linux.tar.gz", state: "uploaded", size: 5, digest: sha256("bytes") },
  });
  expect(app.tags()).toEqual({});
  expect((await call(`GET ${RELEASES}/tags/v1.0.0`)).status).toBe(404);
  const published = await call(`PATCH ${RELEASES}/${id}`, { body: { draft: false } });
  expect(published).toMatchObject({ status: 200, body: { draft: false, published_at: expect.any(String) } });
  expect(Object.keys(app.tags())).toEqual(["v1.0.0"]);
  expect((await call(`GET ${RELEASES}/tags/v1.0.0`, { token: "" })).body).toMatchObject({ id });
  expect((await call(`GET ${RELEASES}/latest`, { token: "" })).body).toMatchObject({ id });
  expect((await call(`DELETE ${RELEASES}/${id}`)).status).toBe(204);
  expect(app.releases()).toEqual([]);
});

test("drafts are there for those who may push and for nobody else", async () => {
  const server = await githubForTest({ tokens: TOKENS });
  const call = apiClient(server);
  const draft = await server
    .repository("octo/app")
    .addRelease({ tag: "v1.0.0", draft: true, assets: { a: "bytes" } });
  const file = "a";
  for (const token of ["", READER, STRANGER]) {
    expect((await call(`GET ${RELEASES}`, { token })).body).toEqual([]);
    expect((await call(`GET ${RELEASES}/${draft.id}`, { token })).status).toBe(404);
    expect((await call(`GET ${RELEASES}/${draft.id}/assets`, { token })).status).toBe(404);
  }
  expect((await call(`GET ${RELEASES}`)).body).toMatchObject([{ id: draft.id, draft: true }]);
  for (const path of [`download/v1.0.0/${file}`, `latest/download/${file}`, "tag/v1.0.0", "latest"])
    expect((await fetch(`${server.webUrl}/octo/app/releases/${path}`)).status).toBe(404);
});

test("the public gets a published release's files by redirects, whole or in part", async () => {
  const server = await githubForTest();
  await server.repository("octo/app").addRelease({ tag: "v1.0.0", assets: { "app.zip": "0123456789" } });
  const base = `${server.webUrl}/octo/app/releases`;
  const first = await fetch(`${base}/latest/download/app.zip`, { redirect: "manual" });
  expect([first.status, first.headers.get("location")]).toEqual([302, `${base}/download/v1.0.0/app.zip`]);
  const second = await fetch(`${base}/download/v1.0.0/app.zip`, { redirect: "manual" });
  expect([second.status, new URL(second.headers.get("location") ?? "").origin]).toEqual([
    302,
    server.storageUrl,
  ]);
  expect(await (await fetch(`${base}/latest/download/app.zip`)).text()).toBe("0123456789");
  const part = await fetch(`${base}/download/v1.0.0/app.zip`, { headers: { range: "bytes=4-6" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    "bytes 4-6/10",
    "456",
  ]);
  const head = await fetch(`${base}/download/v1.0.0/app.zip`, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("10");
  expect((await fetch(`${base}/download/v1.0.0/other.zip`)).status).toBe(404);
  expect((await fetch(`${server.storageUrl}/release-assets/1003/app.zip`)).status).toBe(403);
  const latest = await fetch(`${base}/latest`, { redirect: "manual" });
  expect(latest.headers.get("location")).toBe(`${base}/tag/v1.0.0`);
});

test("a file of a draft is fetched through the API, and storage wants no token", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  await app.addRelease({ tag: "v1.0.0", draft: true, assets: { "app.zip": "bytes" } });
  const [asset] = app.release("v1.0.0").assets;
  const route = `GET ${RELEASES}/assets/${asset?.id}`;
  expect((await call(route)).body).toMatchObject({ name: "app.zip", size: 5 });
  const found = await call(route, { headers: { accept: "application/octet-stream" } });
  expect(found.status).toBe(302);
  const location = found.headers.get("location") ?? "";
  expect(await (await fetch(location)).text()).toBe("bytes");
  expect((await fetch(location, { headers: { authorization: `token ${GITHUB_TOKEN}` } })).status).toBe(403);
});

test("a name is taken until its asset is deleted, also by a starter", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const { id } = await app.addRelease({ tag: "v1.0.0", draft: true });
  const starter = await app.addAsset(id, { name: "app.zip", content: "", state: "starter" });
  const upload = async (): Promise<unknown> =>
    uploadAsset(server, { releaseId: id, name: "app.zip", content: "bytes" });
  expect(await upload()).toMatchObject({
    status: 422,
    body: { errors: [{ resource: "ReleaseAsset", code: "already_exists", field: "name" }] },
  });
  expect((await call(`GET ${RELEASES}/${id}/assets`)).body).toMatchObject([
    { name: "app.zip", state: "starter", size: 0, digest: null },
  ]);
  expect((await call(`DELETE ${RELEASES}/assets/${starter.id}`)).status).toBe(204);
  expect(await upload()).toMatchObject({ status: 201 });
  expect(await upload()).toMatchObject({ status: 422 });
});

test("a published release that is immutable keeps its files, its tag and its tag's name", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  app.setImmutableReleases(true);
  expect((await call("GET /repos/octo/app/immutable-releases")).body).toMatchObject({ enabled: true });
  const { id } = await app.addRelease({ tag: "v1.0.0", draft: true, assets: { a: "bytes" } });
  expect((await call(`PATCH ${RELEASES}/${id}`, { body: { draft: false } })).body).toMatchObject({
    immutable: true,
  });
  const refused = await uploadAsset(server, { releaseId: id, name: "b", content: "bytes" });
  expect(refused).toMatchObject({
    status: 422,
    body: { message: "Cannot upload assets to an immutable release." },
  });
  const [asset] = app.release("v1.0.0").assets;
  expect((await call(`DELETE ${RELEASES}/assets/${asset?.id}`)).status).toBe(422);
  expect((await call(`PATCH ${RELEASES}/${id}`, { body: { tag_name: "v2.0.0" } })).status).toBe(422);
  expect((await call(`PATCH ${RELEASES}/${id}`, { body: { draft: true } })).status).toBe(422);
  expect((await call(`PATCH ${RELEASES}/${id}`, { body: { body: "New notes" } })).status).toBe(200);
  expect((await call("DELETE /repos/octo/app/git/refs/tags/v1.0.0")).status).toBe(422);
  expect((await call(`DELETE ${RELEASES}/${id}`)).status).toBe(204);
  const again = await call(`POST ${RELEASES}`, { body: { tag_name: "v1.0.0" } });
  expect(again).toMatchObject({
    status: 422,
    body: { errors: [{ message: "tag_name was used by an immutable release" }] },
  });
});

test("two drafts may have one tag, two published releases may not", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const first = await app.addRelease({ tag: "v1.0.0", draft: true });
  const second = await app.addRelease({ tag: "v1.0.0", draft: true });
  expect((await call(`PATCH ${RELEASES}/${first.id}`, { body: { draft: false } })).status).toBe(200);
  expect(await call(`PATCH ${RELEASES}/${second.id}`, { body: { draft: false } })).toMatchObject({
    status: 422,
    body: { errors: [{ code: "already_exists", field: "tag_name" }] },
  });
  const lost = await call(`POST ${RELEASES}`, { body: { tag_name: "v2.0.0", target_commitish: "nowhere" } });
  expect(lost).toMatchObject({ status: 422, body: { errors: expect.any(Array) } });
});

test("the latest release is the one published last, unless a release says otherwise", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const publish = async (body: object): Promise<void> => {
    expect((await call(`POST ${RELEASES}`, { body })).status).toBe(201);
  };
  const latest = async (): Promise<unknown> => (await call(`GET ${RELEASES}/latest`)).body;
  expect(await latest()).toMatchObject({ message: "Not Found" });
  await publish({ tag_name: "v1.0.0" });
  await publish({ tag_name: "v2.0.0-beta", prerelease: true });
  expect(await latest()).toMatchObject({ tag_name: "v1.0.0" });
  await publish({ tag_name: "v2.0.0", make_latest: "true" });
  await publish({ tag_name: "v1.0.1", make_latest: "false" });
  await publish({ tag_name: "v3.0.0", draft: true });
  expect(await latest()).toMatchObject({ tag_name: "v2.0.0" });
  await publish({ tag_name: "v2.0.1" });
  expect(await latest()).toMatchObject({ tag_name: "v2.0.1" });
});

test("lists come in pages that name each other", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  for (let count = 0; count < 5; count += 1) await app.addRelease({ tag: `v1.0.${count}` });
  const page = await call(`GET ${RELEASES}?per_page=2&page=2`);
  expect(page.body).toMatchObject([{ tag_name: "v1.0.2" }, { tag_name: "v1.0.1" }]);
  const link = page.headers.get("link") ?? "";
  expect(link).toContain(`<${server.apiUrl}${RELEASES}?per_page=2&page=3>; rel="next"`);
  expect(link).toContain(`<${server.apiUrl}${RELEASES}?per_page=2&page=3>; rel="last"`);
  expect((await call(`GET ${RELEASES}?per_page=2&page=3`)).headers.get("link")).not.toContain("next");
});

test("tokens are refused as GitHub does: unknown, without right, without scope, without any", async () => {
  const server = await githubForTest({ tokens: TOKENS });
  const call = apiClient(server);
  const body = { tag_name: "v1.0.0" };
  expect(await call(`GET ${RELEASES}`, { token: "ghp_unknown" })).toMatchObject({
    status: 401,
    body: { message: "Bad credentials" },
  });
  const refused = await call(`POST ${RELEASES}`, { token: READER, body });
  expect(refused).toMatchObject({
    status: 403,
    body: { message: "Resource not accessible by personal access token" },
  });
  expect(refused.headers.get("x-accepted-github-permissions")).toBe("contents=write");
  expect((await call(`POST ${RELEASES}`, { token: STRANGER, body })).status).toBe(404);
  expect((await call(`POST ${RELEASES}`, { token: "", body })).status).toBe(401);
  expect((await call("GET /user")).headers.get("x-oauth-scopes")).toBe("repo");
  server.repository("octo/app").setPrivate(true);
  expect((await call("GET /repos/octo/app", { token: "" })).status).toBe(404);
  expect((await call("GET /repos/octo/app", { token: STRANGER })).status).toBe(404);
  expect((await call("GET /repos/octo/app")).body).toMatchObject({
    private: true,
    permissions: { admin: true, push: true },
  });
});

test("an Enterprise Server has one host with paths and no rate limits", async () => {
  const server = await githubForTest({ enterprise: true });
  const call = apiClient(server);
  expect(server.apiUrl).toBe(`${server.webUrl}/api/v3`);
  expect((await call("GET /rate_limit")).status).toBe(404);
  const { id } = await server.repository("octo/app").addRelease({ tag: "v1.0.0" });
  expect((await uploadAsset(server, { releaseId: id, name: "a", content: "bytes" })).status).toBe(201);
  const file = await fetch(`${server.webUrl}/octo/app/releases/download/v1.0.0/a`);
  expect(await file.text()).toBe("bytes");
});

test("a file of 100 MB is stored and served without being in memory", async () => {
  const server = await githubForTest();
  const app = server.repository("octo/app");
  const { id } = await app.addRelease({ tag: "v1.0.0" });
  const chunk = new Uint8Array(1024 * 1024).fill(7);
  const path = join(tempFolder(), "big");
  for (let count = 0; count < 100; count += 1) appendFileSync(path, chunk);
  const before = process.memoryUsage().rss;
  const answer = await uploadAsset(server, { releaseId: id, name: "big", content: Bun.file(path) });
  expect(answer).toMatchObject({ status: 201, body: { size: 100 * chunk.length } });
  let receivedBytes = 0;
  const download = await fetch(`${server.webUrl}/octo/app/releases/download/v1.0.0/big`);
  for await (const part of download.body ?? []) receivedBytes += part.length;
  expect(receivedBytes).toBe(100 * chunk.length);
  expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
});
