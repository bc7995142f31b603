import { spawn } from "node:child_process";
import { connect } from "node:net";

import { expect, test } from "vitest";

import { apiClient, uploadAsset } from "./api-client.ts";
import { GITHUB_TOKEN, type GithubServer, githubForTest, githubServer } from "./github-server.ts";
import { type Mischief, misbehaviours } from "./misbehaviour.ts";

const RELEASES = "/repos/octo/app/releases";
const UPLOAD = "repos/upload-release-asset";

test("misbehaviours() counts each one's own requests and lets the first set decide", () => {
  const set = misbehaviours();
  const late: Mischief = { kind: "late" };
  const slow: Mischief = { kind: "slow", delayMs: 1 };
  set.add({ operation: UPLOAD, assetName: "b", nth: 2, times: 2, does: late });
  set.add({ operation: UPLOAD, times: Infinity, does: slow });
  set.add({ operation: "repos/get", does: late });
  const kinds = ["a", "b", "b", "b", "b"].map(
    (assetName) => set.next({ operation: UPLOAD, assetName })?.kind,
  );
  expect(kinds).toEqual(["slow", "slow", "late", "late", "slow"]);
  expect(set.unused()).toEqual([{ operation: "repos/get", does: late }]);
  set.clear();
  expect(set.next({ operation: UPLOAD, assetName: "a" })).toBeUndefined();
});

/** A server with an empty draft. */
async function draftServer(): Promise<{ readonly server: GithubServer; readonly releaseId: number }> {
  const server = await githubForTest();
  const { id } = await server.repository("octo/app").addRelease({ tag: "v1.0.0", draft: true });
  return { server, releaseId: id };
}

/** Status of an upload of five bytes, "reset" when the connection ends before the answer. */
async function upload(server: GithubServer, releaseId: number, name = "a"): Promise<number | "reset"> {
  try {
    return (await uploadAsset(server, { releaseId, name, content: "bytes" })).status;
  } catch {
    return "reset";
  }
}

test.each([401, 403, 404, 409, 422, 500, 502, 503] as const)(
  "a request is refused once with %i and has no effect",
  async (status) => {
    const { server } = await draftServer();
    const call = apiClient(server);
    server.misbehave({ operation: "repos/create-release", does: { kind: "refuse", status } });
    const body = { tag_name: "v2.0.0", draft: true };
    const refused = await call(`POST ${RELEASES}`, { body });
    expect(refused.status).toBe(status);
    expect(refused.headers.get("content-type")).toContain(status > 500 ? "text/html" : "application/json");
    expect(server.repository("octo/app").releases()).toHaveLength(1);
    expect((await call(`POST ${RELEASES}`, { body })).status).toBe(201);
    expect(server.unusedMisbehaviours()).toEqual([]);
  },
);

test("rate limits carry the headers by which clients wait", async () => {
  const { server } = await draftServer();
  const call = apiClient(server);
  server.misbehave({ does: { kind: "rate-limit", resetInS: 700 } });
  server.misbehave({ does: { kind: "secondary-limit", retryAfterS: 3 }, nth: 2 });
  const primary = await call("GET /user");
  expect([primary.status, primary.headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
  const resetInS = Number(primary.headers.get("x-ratelimit-reset")) - Date.now() / 1000;
  expect(Math.abs(resetInS - 700)).toBeLessThan(60);
  const secondary = await call("GET /user");
  expect([secondary.status, secondary.headers.get("retry-after")]).toEqual([403, "3"]);
  expect(JSON.stringify(secondary.body)).toMatch(/secondary rate/u);
  expect((await call("GET /user")).status).toBe(200);
});

test.each([
  ["a reset at the start", { kind: "reset", at: "start" }, "reset", []],
  ["a reset in the middle", { kind: "reset", at: "middle" }, "reset", ["starter"]],
  ["a reset at the end", { kind: "reset", at: "end" }, "reset", ["starter"]],
  ["a bad gateway", { kind: "refuse", status: 502 }, 502, []],
  ["a bad gateway with a starter", { kind: "refuse", status: 502, leavesStarter: true }, 502, ["starter"]],
  ["landing with an error", { kind: "landed", answers: 500 }, 500, ["uploaded"]],
  ["landing with a reset", { kind: "landed", answers: "reset" }, "reset", ["uploaded"]],
] as const)("an upload with %s leaves what GitHub leaves", async (_, does, outcome, states) => {
  const { server, releaseId } = await draftServer();
  server.misbehave({ operation: UPLOAD, assetName: "a", does });
  expect(await upload(server, releaseId)).toBe(outcome);
  const { assets } = server.repository("octo/app").release("v1.0.0");
  expect(assets.map(({ state }) => state)).toEqual(states);
  expect(server.requests.at(-1)).toMatchObject({ mischief: does, status: outcome === "reset" ? 0 : outcome });
  expect(await upload(server, releaseId)).toBe(states.length === 0 ? 201 : 422);
  expect(await upload(server, releaseId, "b")).toBe(201);
});

test("any request can have its effect and answer an error", async () => {
  const { server } = await draftServer();
  const call = apiClient(server);
  server.misbehave({ operation: "repos/create-release", does: { kind: "landed", answers: 502 } });
  expect((await call(`POST ${RELEASES}`, { body: { tag_name: "v2.0.0" } })).status).toBe(502);
  expect(server.repository("octo/app").release("v2.0.0").draft).toBe(false);
});

test.each(["flipped", "truncated"] as const)(
  "wrong bytes (%s) are stored with their own digest, or served",
  async (how) => {
    const { server, releaseId } = await draftServer();
    server.misbehave({ operation: UPLOAD, does: { kind: "wrong-bytes", how } });
    expect(await upload(server, releaseId, "wrong")).toBe(201);
    expect(await upload(server, releaseId, "right")).toBe(201);
    const app = server.repository("octo/app");
    const [wrong, right] = app.release("v1.0.0").assets;
    expect(wrong?.digest).not.toBe(right?.digest);
    expect(wrong?.sizeBytes).toBe(how === "flipped" ? 5 : 4);
    app.editRelease(releaseId, { draft: false });
    server.misbehave({ operation: "storage/download", does: { kind: "wrong-bytes", how } });
    const download = async (): Promise<string> =>
      (await fetch(`${server.webUrl}/octo/app/releases/download/v1.0.0/right`)).text();
    expect(await download()).toBe(how === "flipped" ? "cytes" : "byte");
    expect(await download()).toBe("bytes");
  },
);

test("lists are late for as many calls as told", async () => {
  const { server, releaseId } = await draftServer();
  const call = apiClient(server);
  await upload(server, releaseId);
  server.misbehave({ operation: "repos/list-release-assets", times: 2, does: { kind: "late" } });
  server.misbehave({ operation: "repos/list-releases", does: { kind: "late" } });
  const list = async (path: string): Promise<unknown> => (await call(`GET ${path}`)).body;
  expect(await list(`${RELEASES}/${releaseId}/assets`)).toEqual([]);
  expect(await list(`${RELEASES}/${releaseId}/assets`)).toEqual([]);
  expect(await list(`${RELEASES}/${releaseId}/assets`)).toHaveLength(1);
  server.misbehave({ operation: "repos/get-release", does: { kind: "late" } });
  expect(await list(`${RELEASES}/${releaseId}`)).toMatchObject({ assets: [] });
  expect(await list(RELEASES)).toEqual([]);
  expect(await list(RELEASES)).toHaveLength(1);
});

test("answers are cut, in JSON and in files", async () => {
  const { server } = await draftServer();
  await server.repository("octo/app").addRelease({ tag: "v2.0.0", assets: { a: "0123456789" } });
  server.misbehave({ operation: "users/get-authenticated", does: { kind: "cut", ends: "regularly" } });
  server.misbehave({ operation: "users/get-authenticated", nth: 2, does: { kind: "cut", ends: "reset" } });
  server.misbehave({ operation: "storage/download", does: { kind: "cut", ends: "reset" } });
  await expect(apiClient(server)("GET /user")).rejects.toThrow(SyntaxError);
  await expect(apiClient(server)("GET /user")).rejects.toThrow(/closed|ECONNRESET/u);
  const file = await fetch(`${server.webUrl}/octo/app/releases/latest/download/a`);
  await expect(file.text()).rejects.toThrow(/closed|ECONNRESET/u);
});

test("a stalled answer never ends, a slow one ends late, and closing the server frees both", async () => {
  const { server } = await draftServer();
  server.misbehave({ operation: "users/get-authenticated", does: { kind: "stall" } });
  server.misbehave({ operation: "meta/root", does: { kind: "slow", delayMs: 3_600_000 } });
  for (const path of ["/user", "/"]) {
    const signal = AbortSignal.timeout(100);
    const headers = { "user-agent": "test" };
    const asked = fetch(`${server.apiUrl}${path}`, { signal, headers }).then((answer) => answer.text());
    await expect(asked).rejects.toThrow("timed out");
  }
});

test("redirects that lead to themselves are refused by clients", async () => {
  const { server } = await draftServer();
  server.misbehave({ times: Infinity, does: { kind: "redirect-loop" } });
  await expect(fetch(`${server.webUrl}/octo/app/releases/latest/download/a`)).rejects.toThrow(/redirect/iu);
  expect(server.requests.length).toBeGreaterThan(5);
});

test("an upload whose sender goes away leaves a starter", async () => {
  const { server, releaseId } = await draftServer();
  const { hostname, port } = new URL(server.uploadsUrl);
  const head = [
    `POST ${RELEASES}/${releaseId}/assets?name=a HTTP/1.1`,
    "host: localhost",
    "user-agent: test",
    `authorization: token ${GITHUB_TOKEN}`,
    "content-type: text/plain",
    "content-length: 1000",
  ];
  const socket = connect(Number(port), hostname);
  const arrived = new Promise<void>((resolve) => server.onRequest(() => resolve()));
  socket.write(`${head.join("\r\n")}\r\n\r\nfirst bytes`);
  await arrived;
  socket.destroy();
  await server.settled();
  const { assets } = server.repository("octo/app").release("v1.0.0");
  expect(assets).toMatchObject([{ name: "a", state: "starter", sizeBytes: 0, digest: null }]);
});

test("an upload that does not say its size is refused and is a violation", async () => {
  const server = await githubServer();
  const { id } = await server.repository("octo/app").addRelease({ tag: "v1.0.0", draft: true });
  const content = new ReadableStream({
    pull: async (controller) => {
      await new Promise(setImmediate);
      controller.enqueue(Buffer.from("bytes"));
      controller.close();
    },
  });
  const answer = await uploadAsset(server, { releaseId: id, name: "a", content });
  expect(answer).toMatchObject({ status: 400, body: { message: "Bad Content-Length: " } });
  await expect(server.close()).rejects.toThrow('header "content-length" is missing');
});

test("hooks see each request before and after its effect, and a sender killed there is gone", async () => {
  const { server, releaseId } = await draftServer();
  const app = server.repository("octo/app");
  const seen: string[] = [];
  const url = `${server.uploadsUrl}${RELEASES}/${releaseId}/assets?name=`;
  const send = async (name: string): Promise<NodeJS.Signals | null> => {
    const program = `await fetch(${JSON.stringify(url + name)}, {method: "POST", body: "bytes", headers: {
      authorization: "token ${GITHUB_TOKEN}", "content-type": "text/plain"}})`;
    const child = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => {
      child.once("exit", (_, signal) => resolve(signal));
    });
    const kill = (when: string) => async (): Promise<void> => {
      seen.push(`${when} ${app.release("v1.0.0").assets.length}`);
      if (when === name) child.kill("SIGKILL");
      if (when === name) await ended;
    };
    server.onRequest(kill("before"));
    server.onAnswer(kill("after"));
    return ended;
  };
  expect(await send("before")).toBe("SIGKILL");
  await server.settled();
  expect(await send("after")).toBe("SIGKILL");
  await server.settled();
  expect(seen.at(-1)).toBe(`after ${app.release("v1.0.0").assets.length}`);
  expect(app.release("v1.0.0").assets.find(({ name }) => name === "after")?.state).toBe("uploaded");
});
