import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { apiClient, uploadAsset } from "./api-client.ts";
import { githubContract } from "./contract.ts";
import { ANSWER_DEVIATIONS, SCHEMA_DEVIATIONS } from "./deviations.ts";
import { githubForTest, githubServer } from "./github-server.ts";
import { OPERATIONS } from "./operations.ts";

const RELEASES = "/repos/octo/app/releases";

const HEADERS = { "user-agent": "test", "content-type": "application/json" };

function routeErrors(method: string, url: string, body?: unknown): readonly string[] {
  const { pathname, searchParams: query } = new URL(url, "http://localhost");
  const route = githubContract().route(method, pathname);
  if (route === undefined) throw new Error(`Nothing answers ${method} ${pathname}`);
  return githubContract().requestErrors(route, { query, headers: HEADERS, body });
}

test("route() prefers the more exact path and decodes what it finds", () => {
  const { route } = githubContract();
  expect(route("GET", `${RELEASES}/latest`)?.operation).toBe("repos/get-latest-release");
  expect(route("GET", "/user")).toEqual({ operation: "users/get-authenticated", parameters: {} });
  expect(route("GET", "/repos/octo/app/git/ref/tags%2Fv1.0.0")).toEqual({
    operation: "git/get-ref",
    parameters: { owner: "octo", repo: "app", ref: "tags/v1.0.0" },
  });
  expect(route("PUT", "/repos/octo/app/contents/a/b.json")?.parameters["path"]).toBe("a/b.json");
  expect(route("GET", "/repos/octo")).toBeUndefined();
});

test.each([
  ["POST", RELEASES, { tag_name: "v1" }, ""],
  ["POST", RELEASES, {}, "required property 'tag_name'"],
  ["POST", RELEASES, undefined, "the body is missing"],
  ["POST", RELEASES, { tag_name: 1 }, "must be string"],
  ["POST", RELEASES, { tag_name: "v1", prelease: true }, "prelease"],
  ["POST", RELEASES, { tag_name: "v1", make_latest: true }, "make_latest"],
  ["GET", RELEASES, undefined, ""],
  ["GET", RELEASES, { per_page: 1 }, "a body is sent"],
  ["GET", `${RELEASES}?per_page=100&page=2`, undefined, ""],
  ["GET", `${RELEASES}?per_page=many`, undefined, "must be integer"],
  ["GET", `${RELEASES}?perPage=1`, undefined, 'query "perPage" is unknown'],
  ["GET", `${RELEASES}/first`, undefined, "must be integer"],
  ["PUT", "/repos/octo/app/contents/a", { message: "m" }, "required property 'content'"],
  ["POST", `${RELEASES}/1/assets`, undefined, 'query "name" is missing'],
  ["POST", `${RELEASES}/1/assets`, undefined, 'header "content-length" is missing'],
])("requestErrors() of %s %s with %j finds %j", (method, url, body, error) => {
  const found = routeErrors(method, url, body);
  if (error === "") expect(found).toEqual([]);
  else expect(found.join("\n")).toContain(error);
});

test("requestErrors() wants a user agent and JSON to be called that", () => {
  const route = githubContract().route("POST", RELEASES);
  const parts = { query: new URLSearchParams(), headers: {}, body: { tag_name: "v1" } };
  expect(route && githubContract().requestErrors(route, parts)).toEqual([
    'header "user-agent" is missing',
    'JSON is sent as ""',
  ]);
});

test.each([
  ["repos/get-release", 200, { id: 1 }, "required property 'upload_url'"],
  ["repos/get-release", 206, {}, "status 206 is not among the described ones"],
  ["repos/get-release", 404, { message: "Not Found" }, ""],
  ["repos/get-release", 404, { reason: "Not Found" }, "reason"],
  ["repos/list-release-assets", 200, {}, "must be array"],
  ["repos/check-immutable-releases", 200, { enabled: "yes", enforced_by_owner: false }, "must be boolean"],
  ["repos/delete-release", 204, undefined, ""],
  ["repos/delete-release", 409, undefined, "status 409"],
] as const)("answerErrors() of %s with %i and %j finds %j", (operation, status, body, error) => {
  const found = githubContract().answerErrors(operation, { status, body });
  if (error === "") expect(found).toEqual([]);
  else expect(found.join("\n")).toContain(error);
});

test("a server reports a wrong request and a wrong answer of its own when it is closed", async () => {
  const asked = await githubServer();
  const refused = await apiClient(asked)(`POST ${RELEASES}`, { body: { tag_name: "v1", prelease: true } });
  expect(refused.status).toBe(422);
  expect(asked.repository("octo/app").releases()).toEqual([]);
  expect(() => asked.expectNoViolations()).toThrow("prelease");
  await expect(asked.close()).rejects.toThrow("request of repos/create-release: body must NOT have");

  const answering = await githubServer();
  const app = answering.repository("octo/app");
  const { id } = await app.addRelease({ tag: "v1.0.0" });
  app.editRelease(id, { createdAt: "yesterday" });
  await apiClient(answering)(`GET ${RELEASES}/${id}`);
  await expect(answering.close()).rejects.toThrow("answer 200 of repos/get-release: /created_at must match");
});

test("a server reports requests to nothing it has, and uploads sent to the wrong host", async () => {
  const server = await githubServer();
  const { id } = await server.repository("octo/app").addRelease({ tag: "v1.0.0" });
  await apiClient(server)("GET /repos/octo/app/pulls");
  await uploadAsset({ uploadsUrl: server.apiUrl }, { releaseId: id, name: "a", content: "bytes" });
  expect(server.violations).toEqual([
    "no operation answers GET /repos/octo/app/pulls at api",
    `no operation answers POST ${RELEASES}/${id}/assets at api`,
  ]);
  await expect(server.close()).rejects.toThrow("2 violations");
});

test("every operation that only reads answers as described", async () => {
  const server = await githubForTest();
  const call = apiClient(server);
  const app = server.repository("octo/app");
  const { id } = await app.addRelease({ tag: "v1.0.0", assets: { a: "bytes" } });
  const commit = app.tags()["v1.0.0"] ?? "";
  app.setTag("v2.0.0", commit, { annotated: true });
  const [asset] = app.release("v1.0.0").assets;
  const ref = await call("GET /repos/octo/app/git/ref/tags/v2.0.0");
  expect(ref.body).toMatchObject({ object: { type: "tag" } });
  const tag = /"sha":"(\w+)"/u.exec(JSON.stringify(ref.body))?.[1] ?? "";
  const tagged = await call(`GET /repos/octo/app/git/tags/${tag}`);
  expect(tagged.body).toMatchObject({ object: { type: "commit", sha: commit } });
  const paths = [
    "",
    "/releases",
    "/releases/latest",
    "/releases/tags/v1.0.0",
    `/releases/${id}`,
    `/releases/${id}/assets`,
    `/releases/assets/${asset?.id}`,
    "/contents/README.md",
    "/git/ref/heads/main",
    `/git/commits/${commit}`,
    `/git/trees/${commit}`,
    "/commits/main",
  ].map((path) => `/repos/octo/app${path}`);
  for (const path of ["/", "/user", "/rate_limit", ...paths])
    expect([path, (await call(`GET ${path}`)).status]).toEqual([path, 200]);
  const asked = new Set(server.requests.map(({ operation }) => operation));
  const reading = OPERATIONS.filter((operation) => /\/(?:get|list|root)/u.test(operation));
  expect(reading.filter((operation) => !asked.has(operation))).toEqual([]);
});

test("every deviation is one, and says why", () => {
  const { operations, schemas } = JSON.parse(
    readFileSync(join(import.meta.dirname, "openapi.gen.json"), "utf8"),
  );
  for (const { operations: of, status, reason } of ANSWER_DEVIATIONS) {
    expect(reason).not.toBe("");
    for (const operation of of === "all" ? [] : of)
      expect(operations[operation].answers[status]).toBeUndefined();
  }
  for (const { schema, property, replacement } of SCHEMA_DEVIATIONS)
    expect(schemas[schema].properties[property]).not.toEqual(replacement);
});
