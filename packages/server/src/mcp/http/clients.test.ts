import { describe, expect, test } from "vitest";

import { HTTP_CLIENTS } from "./testing/http-clients.ts";
import { serveEndless } from "./testing/serve-endless.ts";
import { serveFixture } from "./testing/serve-fixture.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

describe.each(HTTP_CLIENTS)("%s", (_, connect) => {
  test("lists tools, calls them and hears of progress", async () => {
    const { origin } = serveFixture();
    const client = await connect({ origin });
    expect(await client.tools()).toContain("test_simple_text");
    expect(await client.call("test_simple_text")).toMatchObject({
      content: [{ text: "This is a simple text response for testing." }],
    });
    let told = 0;
    await client.call("test_tool_with_progress", { onProgress: () => (told += 1) });
    expect(told).toBe(3);
    expect(await client.call("test_error_handling")).toMatchObject({ isError: true });
    await client.close();
  });

  test("shows the token", async () => {
    const { port } = serveFixture({ listening: { host: "0.0.0.0", token: TOKEN } });
    const origin = `http://127.0.0.1:${port}`;
    const client = await connect({ origin, headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await client.tools()).toContain("test_simple_text");
    await client.close();
    await expect(connect({ origin, headers: { authorization: `Bearer ${TOKEN}0` } })).rejects.toThrow();
  });

  test("neither hangs nor comes back when it has cancelled a call", async () => {
    const server = serveEndless({ limits: { retryMs: 1 }, listening: { limits: { drainMs: 600_000 } } });
    const resumed: string[] = [];
    const client = await connect({
      origin: server.origin,
      fetch(url, init) {
        const event = new Headers(init?.headers).get("last-event-id");
        if (event !== null) resumed.push(event);
        return fetch(url, init);
      },
    });
    const cancel = new AbortController();
    const call = client.call("greet", { signal: cancel.signal });
    await server.begun;
    cancel.abort();
    await expect(call).rejects.toThrow();
    await server.runEnded;
    for (let again = 0; again < 20; again += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, while it could come back
      expect(await client.tools()).toEqual(["greet"]);
    }
    expect(resumed).toEqual([]);
    // Nothing is left to be waited for.
    await server.stop();
    await client.close();
  });
});
