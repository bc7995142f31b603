import { hostname } from "node:os";

import { describe, expect, test } from "vitest";

import { isLoopback } from "./address.ts";
import { type GuardOptions, requestGuard } from "./request-guard.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** The code with which a request is refused, or undefined. */
function refusal(
  options: Partial<GuardOptions>,
  given: Readonly<Record<string, string>>,
  path = "/mcp",
): string | undefined {
  const guard = requestGuard({
    host: "127.0.0.1",
    token: undefined,
    allowedHosts: [],
    ...options,
  });
  return guard({ path, headers: new Headers({ host: "127.0.0.1:8080", ...given }) })?.code;
}

test.each(["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])(
  "isLoopback() knows %s",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(["0.0.0.0", "::", "192.168.1.4", "example.com", "localhost.example.com", "1127.0.0.1", ""])(
  "isLoopback() refuses %j",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

describe("requestGuard() on a loopback host", () => {
  test.each([
    "localhost",
    "127.0.0.1",
    "[::1]",
    "localhost:8080",
    "127.0.0.1:9000",
    "[::1]:8080",
    "LocalHost:8080",
  ])("lets in the host %s", (host) => {
    expect(refusal({}, { host })).toBeUndefined();
  });

  test.each([
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.1.4:8080",
    "0.0.0.0:8080",
    "127.0.0.1, evil.example",
    "evil.example@127.0.0.1",
    "127.0.0.1:8080/path",
    "127.0.0.1:",
    "[::1",
    "",
  ])("refuses the host %j", (host) => {
    expect(refusal({}, { host })).toBe("host-unknown");
  });

  test("lets in a name that is allowed", () => {
    expect(refusal({ allowedHosts: ["Chatty.Example"] }, { host: "chatty.example" })).toBeUndefined();
  });

  test.each(["http://127.0.0.1:8080", "https://127.0.0.1:8080", "HTTP://127.0.0.1:8080"])(
    "lets in the origin %s",
    (origin) => {
      expect(refusal({}, { origin })).toBeUndefined();
    },
  );

  test.each([
    "http://evil.example",
    "http://127.0.0.1:3000",
    "http://localhost:8080",
    "http://127.0.0.1:8080.evil.example",
    "null",
    "file://",
    "",
  ])("refuses the origin %j", (origin) => {
    expect(refusal({}, { origin })).toBe("origin-unknown");
  });

  test.each(["cross-site", "same-site"])("refuses what a %s page loads, frames or links to", (site) => {
    for (const mode of ["no-cors", "cors", "navigate"]) {
      expect(refusal({}, { "sec-fetch-site": site, "sec-fetch-mode": mode })).toBe("origin-unknown");
    }
  });

  test.each(["same-origin", "none"])("lets in what comes from %s", (site) => {
    expect(refusal({}, { "sec-fetch-site": site, "sec-fetch-mode": "navigate" })).toBeUndefined();
  });

  test.each([
    ["127.0.0.2", "127.0.0.2:8080"],
    ["::1", "[::1]:8080"],
    ["LOCALHOST", "localhost:8080"],
  ])("knows %s, which it listens on", (host, sent) => {
    expect(refusal({ host }, { host: sent })).toBeUndefined();
    expect(refusal({ host }, { host: "127.0.0.3:8080" })).toBe("host-unknown");
  });
});

describe("requestGuard() where other computers may come", () => {
  const open = { host: "0.0.0.0", token: TOKEN };
  const authorization = `Bearer ${TOKEN}`;

  test.each(["192.168.1.4:8080", "[fe80::1]:8080", "localhost:8080", hostname(), "0.0.0.0:8080"])(
    "lets in the host %s",
    (host) => {
      expect(refusal(open, { host, authorization })).toBeUndefined();
    },
  );

  test("refuses names of others before it looks at the token", () => {
    expect(refusal(open, { host: "evil.example", authorization })).toBe("host-unknown");
    expect(refusal(open, { host: "evil.example" })).toBe("host-unknown");
  });

  test("knows the name it listens on", () => {
    const named = { host: "chatty.example", token: TOKEN };
    expect(refusal(named, { host: "chatty.example:8080", authorization })).toBeUndefined();
  });
});

describe("requestGuard() with a token", () => {
  test.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `Bearer  ${TOKEN}`])("lets in %j", (authorization) => {
    expect(refusal({ token: TOKEN }, { authorization })).toBeUndefined();
  });

  test.each([
    "",
    "Bearer",
    "Bearer ",
    `Basic ${TOKEN}`,
    TOKEN,
    `Bearer ${TOKEN}0`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN} x`,
  ])("refuses %j", (authorization) => {
    expect(refusal({ token: TOKEN }, { authorization })).toBe("token-wrong");
  });

  test("asks for it on this computer too, but not for its health", () => {
    expect(refusal({ token: TOKEN }, {})).toBe("token-wrong");
    expect(refusal({ token: TOKEN }, {}, "/health")).toBeUndefined();
    expect(refusal({ token: TOKEN }, {}, "/health/")).toBe("token-wrong");
  });
});
