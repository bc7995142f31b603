import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "testing", "proxied-requests.ts");

test("what is for this machine goes through no proxy", async () => {
  const proxied: string[] = [];
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      proxied.push(request.url);
      return new Response("", { status: 502 });
    },
  });
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("here") });
  onTestFinished(async () => {
    await Promise.all([proxy.stop(true), server.stop(true)]);
  });
  const address = `http://127.0.0.1:${proxy.port}`;
  for (const host of ["127.0.0.1", "localhost"]) {
    const child = Bun.spawn([process.execPath, SCRIPT, `http://${host}:${server.port}/`], {
      env: { PATH: process.env["PATH"], HTTP_PROXY: address, http_proxy: address },
      stdout: "pipe",
      stderr: "inherit",
    });
    // oxlint-disable-next-line eslint/no-await-in-loop -- each of the two names
    expect(await new Response(child.stdout).text()).toBe("200 200 taken");
  }
  expect(proxied).toEqual([]);
});
