import { Fault } from "@slipway/fault";
import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { PUBLIC_CLIENT } from "./testing/authorization-server.ts";
import { browser } from "./testing/browser.ts";
import { API, harness, pending, urlOf } from "./testing/harness.ts";

import type { Provider } from "./provider.ts";

const isCallback = (url: string): boolean => new URL(url).pathname === "/callback";

describe("logging in with a browser", () => {
  test("ends with an account that authorizes requests, now and after a restart", async () => {
    const { accounts, clock, login, restarted, server } = await harness();
    const started = await login({ provider: "web" });
    const address = new URL(urlOf(started.next));
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/u),
      state: expect.stringMatching(/^[\w-]{43}$/u),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/u),
    });
    const verified = accounts.verify({ login: started.login });
    const page = await browser().logIn(address.href);
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining("You can close this window") });
    const account = {
      account: "web",
      provider: "web",
      kind: "oauth_code",
      state: "ready",
      expires_at: new Date(clock.nowMs() + 3_600_000).toISOString(),
      renews: true,
    };
    expect(await verified).toEqual({ state: "logged_in", account });
    const again = restarted();
    expect(await again.listAccounts()).toEqual({ accounts: [account] });
    const headers = await again.authorize("web", { url: API });
    expect(server.secrets).toContain(headers["authorization"]?.replace("Bearer ", ""));
    expect(await accounts.authorize("web", { url: API })).toEqual(headers);
  });

  test("gives a second account of a provider the next free name, and a named one its name", async () => {
    const { accounts, logIn } = await harness();
    await logIn();
    await logIn();
    await logIn({ account: "someone@example.com" });
    expect((await accounts.listAccounts()).accounts.map(({ account }) => account)).toEqual([
      "someone@example.com",
      "web",
      "web-2",
    ]);
  });

  test("works with a client that has a secret", async () => {
    const { logIn } = await harness();
    expect(await logIn({ provider: "web-secret" })).toMatchObject({ state: "logged_in" });
  });

  test("works with declared endpoints in place of an issuer", async () => {
    const { restarted, server } = await harness();
    const { issuer } = server;
    const bare: Provider = {
      id: "bare",
      kind: "oauth_code",
      endpoints: { authorization: `${issuer}/auth`, token: `${issuer}/token` },
      clientId: PUBLIC_CLIENT,
      scopes: ["openid", "offline_access"],
      parameters: { prompt: "consent" },
      hosts: [],
    };
    const accounts = restarted({ providers: [bare] });
    const started = await accounts.login({ provider: "bare" });
    const { login, next } = pending(started);
    const verified = accounts.verify({ login });
    await browser().logIn(urlOf(next));
    expect(await verified).toMatchObject({ state: "logged_in" });
    expect(server.requests.filter((request) => request.includes("well-known"))).toEqual([]);
  });

  test("is finished by an address that the user pastes", async () => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const { url } = await browser().logIn(urlOf(started.next), { stopAt: isCallback });
    expect(await accounts.verify({ login: started.login, code: ` ${url}\n` })).toMatchObject({
      state: "logged_in",
    });
  });

  test("tells everybody who waits for it", async () => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const waiting = [1, 2, 3].map(() => accounts.verify({ login: started.login }));
    await browser().logIn(urlOf(started.next));
    const [first, ...others] = await Promise.all(waiting);
    expect(first).toMatchObject({ state: "logged_in", account: { account: "web" } });
    expect(others).toEqual([first, first]);
    expect((await accounts.listAccounts()).accounts).toHaveLength(1);
  });

  test("goes on when one who waits stops waiting", async () => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const stop = new AbortController();
    const stopped = caught(() => accounts.verify({ login: started.login }, stop.signal));
    stop.abort();
    expect((await stopped).code).toBe("login-stopped");
    const verified = accounts.verify({ login: started.login });
    await browser().logIn(urlOf(started.next));
    expect(await verified).toMatchObject({ state: "logged_in" });
  });
});

describe("logging in with a browser is refused", () => {
  test("when the user does not agree", async () => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const failed = caught(() => accounts.verify({ login: started.login }));
    const page = await browser().logIn(urlOf(started.next), { abort: true });
    expect(page.html).toContain("The login was not granted");
    expect((await failed).code).toBe("login-denied");
    expect((await caught(() => accounts.verify({ login: started.login }))).code).toBe("login-unknown");
    expect((await accounts.listAccounts()).accounts).toEqual([]);
  });

  test.each([
    ["another state", (url: URL) => url.searchParams.set("state", "x".repeat(43))],
    ["no state", (url: URL) => url.searchParams.delete("state")],
    ["two states", (url: URL) => url.searchParams.append("state", "x")],
    ["another path", (url: URL) => (url.pathname = "/")],
  ])("by the redirect with %s, which does not end the login", async (_what, change) => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const verified = accounts.verify({ login: started.login });
    const { url } = await browser().logIn(urlOf(started.next), { stopAt: isCallback });
    const changed = new URL(url);
    change(changed);
    expect((await fetch(changed)).status).toBeGreaterThanOrEqual(400);
    expect((await fetch(url, { headers: { host: "evil.example" } })).status).toBe(400);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await verified).toMatchObject({ state: "logged_in" });
    await expect(fetch(url)).rejects.toThrow();
  });

  test.each([
    ["another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example"), '"iss"'],
    ["no issuer, where the server names itself", (url: URL) => url.searchParams.delete("iss"), '"iss"'],
    [
      "a code that the server did not give",
      (url: URL) => url.searchParams.set("code", "guess"),
      "invalid_grant",
    ],
    ["two codes", (url: URL) => url.searchParams.append("code", "guess"), '"code"'],
  ])("with %s", async (_what, change, says) => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const failed = caught(() => accounts.verify({ login: started.login }));
    const { url } = await browser().logIn(urlOf(started.next), { stopAt: isCallback });
    const changed = new URL(url);
    change(changed);
    await fetch(changed);
    expect(await failed).toMatchObject({ code: "provider-refused", message: expect.stringContaining(says) });
    expect((await accounts.listAccounts()).accounts).toEqual([]);
  });

  test("when it takes too long, and nobody listens any more", async () => {
    const { accounts, clock, login } = await harness();
    const started = await login({ provider: "web" });
    const failed = caught(() => accounts.verify({ login: started.login }));
    const { url } = await browser().logIn(urlOf(started.next), { stopAt: isCallback });
    clock.advance(900_000);
    expect((await failed).code).toBe("login-expired");
    await expect(fetch(url)).rejects.toThrow();
  });

  test("when it takes too long and nobody waits", async () => {
    const { accounts, clock, login } = await harness();
    const started = await login({ provider: "web" });
    const { url } = await browser().logIn(urlOf(started.next), { stopAt: isCallback });
    clock.advance(900_000);
    expect((await caught(() => accounts.verify({ login: started.login }))).code).toMatch(
      /^login-(?:unknown|expired)$/u,
    );
    await expect(fetch(url)).rejects.toThrow();
  });

  test("when the daemon ends", async () => {
    const { accounts, login } = await harness();
    const started = await login({ provider: "web" });
    const failed = caught(() => accounts.verify({ login: started.login }));
    accounts.close();
    expect((await failed).code).toBe("login-stopped");
  });

  test("with what is no address of this login", async () => {
    const { accounts, login } = await harness();
    const { login: id } = await login({ provider: "web" });
    const given = [
      { code: "http://127.0.0.1/callback?code=a&state=b" },
      { code: "abc" },
      { key: "abc" },
      { code: "x".repeat(20_000) },
    ];
    for (const input of given) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- the login stays open after each
      expect((await caught(() => accounts.verify({ login: id, ...input }))).code).toBe("login-incomplete");
    }
  });

  test("when too many are under way", async () => {
    const { accounts, clock, login } = await harness();
    for (let count = 0; count < 16; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- the seventeenth is one too many
      await login({ provider: "web" });
    }
    expect((await caught(() => login({ provider: "web" }))).code).toBe("logins-too-many");
    expect(accounts.loginsUnderWay()).toBe(16);
    clock.advance(900_000);
    expect(await login({ provider: "web" })).toMatchObject({ state: "pending" });
  });
});

test("a login survives a server that is out of order while the code is exchanged", async () => {
  const { accounts, login, server } = await harness();
  const started = await login({ provider: "web" });
  server.intercept = ({ path }, response) => {
    if (path !== "/token") return undefined;
    response.writeHead(503).end("out of order");
    return "answered";
  };
  const failed = caught(() => accounts.verify({ login: started.login }));
  await browser().logIn(urlOf(started.next));
  expect(await failed).toMatchObject({
    code: "provider-unreachable",
    message: expect.stringContaining("503"),
  });
  server.intercept = undefined;
  expect(await accounts.verify({ login: started.login })).toMatchObject({ state: "logged_in" });
});

test.each([
  [{ expires_in: 1e300 }, "logged_in"],
  [{ expires_in: "60" }, "logged_in"],
  [{ expires_in: -1 }, "provider-refused"],
  [{ token_type: "DPoP" }, "provider-refused"],
  [{ access_token: "" }, "provider-refused"],
  [{ access_token: "a\nb" }, "provider-refused"],
  [{ access_token: "€" }, "provider-refused"],
  [{ id_token: "a.b.c" }, "logged_in"],
  [{ id_token: 1 }, "logged_in"],
])("a token answer with %j ends in %s", async (changes, outcome) => {
  const { accounts, login, server } = await harness();
  const started = await login({ provider: "web" });
  server.intercept = ({ path }, response) => {
    if (path !== "/token") return undefined;
    const answer = { access_token: "a", token_type: "Bearer", ...changes };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    return "answered";
  };
  const ended = accounts.verify({ login: started.login }).then(
    ({ state }) => state,
    (error: unknown) => (error instanceof Fault ? error.code : error),
  );
  await browser().logIn(urlOf(started.next));
  expect(await ended).toBe(outcome);
  expect((await accounts.listAccounts()).accounts).toHaveLength(outcome === "logged_in" ? 1 : 0);
});
