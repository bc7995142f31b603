import { caught } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

import { boundedFetch } from "./bounded-fetch.ts";

function serverThat(answers: () => Response): string {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answers });
  onTestFinished(() => server.stop(true));
  return `http://127.0.0.1:${server.port}/path?secret=1`;
}

test("boundedFetch() answers with the body read, and follows nothing", async () => {
  const url = serverThat(
    () => new Response("moved", { status: 302, headers: { location: "https://evil.example/" } }),
  );
  const response = await boundedFetch()(url);
  expect([response.status, await response.text()]).toEqual([302, "moved"]);
});

test.each([204, 304])("boundedFetch() takes an answer of status %i, which has no body", async (status) => {
  expect((await boundedFetch()(serverThat(() => new Response(null, { status })))).status).toBe(status);
});

test.each(["http://api.example.com/", "ftp://127.0.0.1/", "https://a:b@api.example.com/", "nonsense"])(
  "boundedFetch() asks nothing of %s",
  async (url) => {
    expect((await caught(() => boundedFetch()(url))).code).toBe("provider-refused");
  },
);

test("boundedFetch() ends an answer that does not end", async () => {
  const chunk = new Uint8Array(65_536);
  const url = serverThat(
    () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })),
  );
  expect((await caught(() => boundedFetch()(url))).message).toContain("longer than 1048576 bytes");
});

test.each([429, 500, 503])("boundedFetch() takes %i for a server that is out of order", async (status) => {
  const fault = await caught(() => boundedFetch()(serverThat(() => new Response("", { status }))));
  expect([fault.code, fault.message.includes("secret")]).toEqual(["provider-unreachable", false]);
});

test("boundedFetch() names the place that nobody answers at, and no more of the address", async () => {
  const fault = await caught(() => boundedFetch()("http://127.0.0.1:1/path?secret=1"));
  expect(fault).toMatchObject({
    code: "provider-unreachable",
    message: expect.stringMatching(/^Cannot reach "http:\/\/127\.0\.0\.1:1": \w+$/u),
  });
});

test("boundedFetch() ends when it is told to", async () => {
  const stop = new AbortController();
  const url = serverThat(() => {
    stop.abort();
    return new Response(new ReadableStream({ pull: () => Promise.withResolvers<void>().promise }));
  });
  expect((await caught(() => boundedFetch(stop.signal)(url))).code).toBe("provider-unreachable");
});
