import { caught } from "@slipway/testkit";
import * as z from "zod";
import { describe, expect, test } from "vitest";

import { declareCommand } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { portFrom } from "./address.ts";
import { guiHandler } from "./handler.ts";
import { PAGE_STYLE, pageHtml } from "./page.ts";

const handle = guiHandler(COMMANDS);
const request = { method: "GET", pathname: "/", host: "127.0.0.1:7420", port: 7420 };

describe("guiHandler()", () => {
  test.each(["127.0.0.1:7420", "localhost:7420", "LOCALHOST:7420", "[::1]:7420"])(
    "answers a request to %s",
    async (host) => {
      const response = handle({ ...request, host });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("<code>uuid</code>");
    },
  );

  test("takes a host without a port on port 80 only", () => {
    expect(handle({ ...request, host: "localhost", port: 80 }).status).toBe(200);
    expect(handle({ ...request, host: "localhost" }).status).toBe(403);
  });

  test.each([
    "evil.example:7420",
    "evil.example",
    "127.0.0.1:7421",
    "127.0.0.1.evil.example:7420",
    "localhost:7420.evil.example",
    "localhost:7420, evil.example",
    "0.0.0.0:7420",
    "",
    null,
  ])("forbids the host %j whatever is asked", async (host) => {
    for (const method of ["GET", "POST"]) expect(handle({ ...request, host, method }).status).toBe(403);
    expect(await handle({ ...request, host }).text()).not.toContain("uuid");
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("does not take %s", (method) => {
    const response = handle({ ...request, method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test("has one page", () => {
    expect(handle({ ...request, pathname: "/favicon.ico" }).status).toBe(404);
  });

  test("allows its style sheet, by digest, and nothing else", () => {
    const digest = new Bun.CryptoHasher("sha256").update(PAGE_STYLE).digest("base64");
    for (const pathname of ["/", "/none"]) {
      const { headers } = handle({ ...request, pathname });
      expect(headers.get("content-security-policy")).toBe(
        `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
    expect(pageHtml(COMMANDS)).toContain(`<style>${PAGE_STYLE}</style>`);
  });
});

test("pageHtml() escapes every text of a command", () => {
  const hostile = `<script>"&'</script>`;
  const command = declareCommand({
    name: hostile,
    description: hostile,
    readOnly: false,
    input: z.strictObject({
      [hostile]: z.enum([hostile]).default(hostile).describe(hostile),
    }),
    output: z.strictObject({}),
    run: () => ({}),
  });
  const html = pageHtml([command]);
  expect(html).not.toContain("<script");
  expect(html.match(/&lt;script&gt;(?:\\)?&quot;&amp;&#39;&lt;\/script&gt;/gu)).toHaveLength(6);
});

describe("portFrom()", () => {
  test.each([
    ["0", 0],
    ["65535", 65_535],
    ["007", 7],
  ])("takes %s", (text, port) => {
    expect(portFrom(text)).toBe(port);
  });

  test.each(["65536", "-1", "1.5", "1e3", "0x10", " 1", "http", "999999999999"])(
    "refuses %j",
    async (text) => {
      expect((await caught(() => portFrom(text))).code).toBe("invalid-value");
    },
  );
});
