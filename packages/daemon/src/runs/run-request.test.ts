import { describe, expect, onTestFinished, test } from "vitest";

import { accountFault } from "../accounts/faults.ts";
import { type Finished, type TestRuns, testRuns } from "./testing/test-runs.ts";

import type { RequestSpec } from "./run-spec.ts";

type Seen = { readonly line: string; readonly headers: Headers; readonly body: string };

/** A server on this machine that answers as `answer` says and remembers what it was asked. */
function serverOf(answer: (request: Request) => Response | Promise<Response>): {
  readonly url: string;
  readonly seen: readonly Seen[];
} {
  const seen: Seen[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { method, url, headers } = request;
      seen.push({ line: `${method} ${new URL(url).pathname}`, headers, body: await request.clone().text() });
      return answer(request);
    },
  });
  onTestFinished(() => server.stop(true));
  return { url: `http://127.0.0.1:${server.port}`, seen };
}

async function perform(spec: Omit<RequestSpec, "kind">, runs?: TestRuns): Promise<Finished> {
  return (runs ?? (await testRuns())).finish({ kind: "http", ...spec });
}

const SECRET = "sk-secret-of-the-account";
const authorize = (): Promise<Readonly<Record<string, string>>> =>
  Promise.resolve({ authorization: `Bearer ${SECRET}` });

function refuse(): Promise<never> {
  return Promise.reject(accountFault("account-expired", { message: "Expired", hint: "Log in" }));
}

describe("a run of kind http", () => {
  test("has the status as its exit code, and listed headers and the body as its output", async () => {
    const { url, seen } = serverOf(
      () => new Response("né", { status: 404, headers: { etag: '"1"', "set-cookie": "session=1" } }),
    );
    const { run, textOf } = await perform({
      url: `${url}/a?b=c`,
      method: "POST",
      headers: { "X-Own": "value of mine" },
      body: "sent",
    });
    expect(run).toMatchObject({ kind: "http", state: "exited", exitCode: 404, argv: null, cwd: null });
    expect(run.request).toEqual({
      method: "POST",
      url: `${url}/a?b=c`,
      headers: ["X-Own"],
      body_bytes: 4,
      account: null,
    });
    expect(textOf("stdout")).toBe("né");
    expect(textOf("headers")).toMatch(/^etag: "1"$/mu);
    expect(textOf("headers")).not.toContain("session");
    expect(seen[0]).toMatchObject({ line: "POST /a", body: "sent" });
    expect(seen[0]?.headers.get("x-own")).toBe("value of mine");
  });

  test("sends the headers of its account, which nobody else gets to see", async () => {
    const { url, seen } = serverOf(() => new Response("ok"));
    const runs = await testRuns({ authorize });
    const { run } = await perform({ url, account: "mine", headers: { Authorization: "mine" } }, runs);
    expect(seen[0]?.headers.get("authorization")).toBe(`Bearer ${SECRET}`);
    expect(run.request).toMatchObject({ account: "mine" });
    const files = await Array.fromAsync(new Bun.Glob("**").scan({ cwd: runs.folder, dot: true }));
    for (const file of files) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- few files
      expect(await Bun.file(`${runs.folder}/${file}`).text()).not.toContain(SECRET);
    }
    expect(files).toContain(`output/${run.id}`);
    expect(runs.lines.join("\n")).not.toContain(SECRET);
  });

  test("fails with the fault of its account", async () => {
    const { url, seen } = serverOf(() => new Response("ok"));
    const { run } = await perform({ url, account: "mine" }, await testRuns({ authorize: refuse }));
    expect(run).toMatchObject({ state: "failed", error: { code: "account-expired", hint: "Log in" } });
    expect(seen).toEqual([]);
  });

  test("follows redirects with the account's headers on the same origin only", async () => {
    const other = serverOf(() => new Response("other"));
    const { url, seen } = serverOf(({ url: asked }) => {
      const { pathname } = new URL(asked);
      if (pathname === "/") return Response.redirect("/next", 303);
      return pathname === "/next" ? Response.redirect(`${other.url}/?token=1`, 302) : new Response("end");
    });
    const runs = await testRuns({ authorize });
    const { run, textOf } = await perform({ url, account: "mine", method: "POST", body: "x" }, runs);
    expect(seen.map(({ line }) => line)).toEqual(["POST /", "GET /next"]);
    expect(seen.every(({ headers }) => headers.get("authorization") === `Bearer ${SECRET}`)).toBe(true);
    expect(run.exitCode).toBe(302);
    expect(textOf("headers")).toContain(`location: ${other.url}/\n`);
    expect(other.seen).toEqual([]);
  });

  test("takes only harmless headers along to another origin", async () => {
    const other = serverOf(() => new Response("other"));
    const { url } = serverOf(() => Response.redirect(`${other.url}/there`, 307));
    const headers = { "X-Api-Key": "k", Cookie: "c", Accept: "text/plain", "Content-Type": "text/x" };
    const { run, textOf } = await perform({ url, method: "PUT", headers, body: "again" });
    expect([run.exitCode, textOf("stdout")]).toEqual([200, "other"]);
    expect(other.seen[0]).toMatchObject({ line: "PUT /there", body: "again" });
    expect([...(other.seen[0]?.headers.keys() ?? [])]).toEqual(
      expect.arrayContaining(["accept", "content-type"]),
    );
    expect(other.seen[0]?.headers.has("x-api-key")).toBe(false);
    expect(other.seen[0]?.headers.has("cookie")).toBe(false);
  });

  test("ends with the redirect when there are too many", async () => {
    const { url, seen } = serverOf(() => Response.redirect("/", 302));
    const runs = await testRuns({ limits: { redirects: 3 } });
    const { run } = await perform({ url }, runs);
    expect([run.state, run.exitCode, seen.length]).toEqual(["exited", 302, 4]);
  });

  test("is cancelled, or ended by its time limit, while it waits and while it reads", async () => {
    const silent = serverOf(() => new Promise<Response>(() => {}));
    const endless = serverOf(
      () =>
        new Response(
          new ReadableStream({ pull: (stream) => stream.enqueue(new TextEncoder().encode("more\n")) }),
        ),
    );
    const runs = await testRuns();
    expect((await perform({ url: silent.url, timeLimitMs: 50 }, runs)).run).toMatchObject({
      state: "timed_out",
      exitCode: null,
    });
    const { id } = await runs.start({ kind: "http", url: endless.url, outputCapBytes: 100_000 });
    await runs.untilPrinted(id, "more");
    expect(await runs.cancel(id)).toMatchObject({ state: "cancelled" });
  });

  test("fails when nobody answers, or not to the end, naming the host alone", async () => {
    const runs = await testRuns();
    const listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data(socket) {
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ncut");
          socket.end();
        },
      },
    });
    onTestFinished(() => listener.stop(true));
    const cut = await perform({ url: `http://127.0.0.1:${listener.port}/path?key=1` }, runs);
    expect(cut.run).toMatchObject({ state: "failed", error: { code: "request-failed" } });
    expect(cut.run.error?.message).not.toContain("key");
    listener.stop(true);
    const refused = await perform({ url: `http://127.0.0.1:${listener.port}/` }, runs);
    expect(refused.run).toMatchObject({ state: "failed", error: { code: "request-failed" } });
  });

  test.each([
    [{ url: "file:///etc/passwd" }, "its address is neither https nor http"],
    [{ url: "http://me:pw@localhost/" }, "its address holds a user name: name an account"],
    [{ url: "http://localhost/", method: "TRACE" }, "its method is none of"],
    [{ url: "http://localhost/", body: "x" }, "a GET request has no body"],
    [{ url: "http://localhost/", headers: { "a b": "" } }, 'the header "a b" cannot be set'],
    [{ url: "http://localhost/", headers: { a: "1\r\nb: 2" } }, 'the header "a" cannot be set'],
    [{ url: "http://localhost/", headers: { Host: "x" } }, 'the header "Host" cannot be set'],
    [{ url: "http://localhost/", account: "mine" }, "it names an account, and this daemon has none"],
  ])("is refused with %j", async (spec, why) => {
    await expect(perform(spec)).rejects.toMatchObject({
      code: "run-invalid",
      message: expect.stringContaining(why),
    });
  });
});
