import { describe, expect, test } from "vitest";

import { HTTP_CLIENTS } from "./testing/http-clients.ts";
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
    await client.call("test_tool_with_progress", () => (told += 1));
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
});
