import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { testClock } from "../secrets/testing/test-clock.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { pending } from "./testing/harness.ts";

import type { ApiKeyProvider } from "./provider.ts";

const KEY = "planted-api-key-9c1d";
const SESSION = "planted-session-77aa";
const CODE = "424242";

/** A provider that takes one key, and wants a second factor where `factor` says so. */
function keyServer(factor = false): string {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch({ headers, url }) {
      if (url.endsWith("/moved")) return Response.redirect("https://evil.example/", 302);
      if (url.endsWith("/large")) return new Response("x".repeat(2_000_000));
      if (headers.get("authorization") !== `Bearer ${KEY}`)
        return new Response(`bad ${KEY}`, { status: 401 });
      if (!factor || headers.get("x-otp") === CODE)
        return Response.json({ session: SESSION, "bad one": "a b" });
      return new Response("", { status: 401, headers: { "X-OTP": "required; app" } });
    },
  });
  onTestFinished(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

function accountsWith(provider: Partial<ApiKeyProvider>, folder = tempFolder()): Accounts {
  const declared: ApiKeyProvider = { id: "keys", kind: "api_key", hosts: ["api.example.com"], ...provider };
  return createAccounts({ folder, providers: async () => [declared], clock: testClock() });
}

async function started(accounts: Accounts): Promise<string> {
  const { login, next } = pending(await accounts.login({ provider: "keys" }));
  expect(next).toEqual({ kind: "give_key" });
  return login;
}

const url = "https://api.example.com/";

describe("an API key", () => {
  test("is kept as it was given where no check is declared", async () => {
    const folder = tempFolder();
    const accounts = accountsWith({}, folder);
    const login = await started(accounts);
    const account = {
      account: "keys",
      provider: "keys",
      kind: "api_key",
      state: "ready",
      expires_at: null,
      renews: false,
    };
    expect(await accounts.verify({ login, key: ` ${KEY}\n` })).toEqual({ state: "logged_in", account });
    expect(await accountsWith({}, folder).authorize("keys", { url })).toEqual({
      authorization: `Bearer ${KEY}`,
    });
    expect(await accounts.logout({ account: "keys" })).toEqual({ account: "keys", revoked: false });
    expect((await caught(() => accounts.authorize("keys", { url }))).code).toBe("account-unknown");
  });

  test.each([
    [{ header: "x-api-key" }, { "x-api-key": KEY }],
    [{ header: "Authorization", scheme: "token" }, { Authorization: `token ${KEY}` }],
    [{ header: "x-api-key", scheme: "Key" }, { "x-api-key": `Key ${KEY}` }],
  ])("is sent as %j says", async (provider, headers) => {
    const accounts = accountsWith(provider);
    await accounts.verify({ login: await started(accounts), key: KEY });
    expect(await accounts.authorize("keys", { url })).toEqual(headers);
  });

  test("is checked by the declared request, and can be given again when it is wrong", async () => {
    const accounts = accountsWith({ check: { url: `${keyServer()}/me` } });
    const login = await started(accounts);
    const refused = await caught(() => accounts.verify({ login, key: "wrong" }));
    expect(refused).toMatchObject({
      code: "key-refused",
      message: expect.stringContaining("(the answer is 401)"),
    });
    expect(refused.message).not.toContain(KEY);
    expect(await accounts.verify({ login, key: KEY })).toMatchObject({ state: "logged_in" });
  });

  test("is followed by a second factor where the provider wants one", async () => {
    const accounts = accountsWith({ check: { url: `${keyServer(true)}/me`, secondFactorHeader: "x-otp" } });
    const login = await started(accounts);
    expect(await accounts.verify({ login, key: KEY })).toMatchObject({
      state: "pending",
      login,
      next: { kind: "give_code" },
    });
    expect((await caught(() => accounts.verify({ login }))).code).toBe("login-incomplete");
    expect(await caught(() => accounts.verify({ login, code: "000000" }))).toMatchObject({
      code: "key-refused",
      message: expect.stringContaining("the code is not taken"),
    });
    expect(await accounts.verify({ login, code: CODE })).toMatchObject({ state: "logged_in" });
  });

  test("is exchanged for a session where the provider gives one; the key itself is not kept", async () => {
    const folder = tempFolder();
    const check = {
      url: `${keyServer(true)}/sessions`,
      method: "POST",
      secondFactorHeader: "x-otp",
      sessionMember: "session",
    } as const;
    const accounts = accountsWith({ check }, folder);
    const login = await started(accounts);
    await accounts.verify({ login, key: KEY });
    await accounts.verify({ login, code: CODE });
    expect(await accountsWith({ check }, folder).authorize("keys", { url })).toEqual({
      authorization: `Bearer ${SESSION}`,
    });
    for (const name of readdirSync(folder).filter((entry) => entry !== "locks"))
      expect(readFileSync(join(folder, name), "utf8")).not.toMatch(/planted/u);
  });

  test.each([
    ["/moved", "key-refused"],
    ["/large", "provider-refused"],
  ])("is refused when the check at %s answers strangely", async (path, code) => {
    const accounts = accountsWith({ check: { url: `${keyServer()}${path}` } });
    const login = await started(accounts);
    expect((await caught(() => accounts.verify({ login, key: KEY }))).code).toBe(code);
  });

  test("is refused when the answer has no session that could be sent", async () => {
    const accounts = accountsWith({ check: { url: `${keyServer()}/`, sessionMember: "bad one" } });
    const login = await started(accounts);
    expect((await caught(() => accounts.verify({ login, key: KEY }))).code).toBe("provider-refused");
  });

  test.each(["", "a b", "a\r\nx-other: b", "é", "x".repeat(20_000)])(
    "that is no key (%j) is not sent",
    async (key) => {
      const accounts = accountsWith({});
      const login = await started(accounts);
      expect((await caught(() => accounts.verify({ login, key }))).code).toBe("login-incomplete");
    },
  );
});
