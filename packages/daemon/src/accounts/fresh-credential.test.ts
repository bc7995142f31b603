import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { testKeyring, type TestKeyring } from "../secrets/testing/test-keyring.ts";
import { PUBLIC_CLIENT } from "./testing/authorization-server.ts";
import { browser } from "./testing/browser.ts";
import { API, type Harness, harness, pending, urlOf } from "./testing/harness.ts";

const PRINTER = join(import.meta.dirname, "testing", "print-headers.ts");
/** Until a token of an hour must be refreshed; it is still good for half a minute. */
const ALMOST_OVER_MS = 3_570_000;

function tokenRequests({ server }: Harness): number {
  return server.requests.filter((request) => request === "POST /token").length;
}

function outOfOrder({ server }: Harness): void {
  server.intercept = (_request, response) => {
    response.destroy();
    return "answered";
  };
}

/** As an administrator does on the provider's page. */
async function revokeEverything({ server }: Harness): Promise<void> {
  for (const token of server.secrets) {
    const body = new URLSearchParams({ client_id: PUBLIC_CLIENT, token });
    // oxlint-disable-next-line eslint/no-await-in-loop -- one token after the other
    await fetch(`${server.issuer}/token/revocation`, { method: "POST", body });
  }
}

describe("a token that is about to end", () => {
  test("is refreshed once for all who need it, in several daemons", async () => {
    const own = await harness();
    await own.logIn();
    const before = await own.accounts.authorize("web", { url: API });
    const requests = tokenRequests(own);
    own.clock.advance(ALMOST_OVER_MS);
    const daemons = [own.accounts, own.restarted(), own.restarted()];
    const headers = await Promise.all(
      [1, 2, 3, 4].flatMap(() => daemons.map((daemon) => daemon.authorize("web", { url: API }))),
    );
    expect(new Set(headers.map((header) => JSON.stringify(header))).size).toBe(1);
    expect(headers[0]).not.toEqual(before);
    expect(tokenRequests(own)).toBe(requests + 1);
  });

  test("is refreshed with the newest refresh token, again and again", async () => {
    const own = await harness();
    await own.logIn();
    for (let round = 0; round < 4; round++) {
      own.clock.advance(ALMOST_OVER_MS);
      // oxlint-disable-next-line eslint/no-await-in-loop -- each uses the token of the one before
      await own.restarted().authorize("web", { url: API });
    }
    const expiresAt = new Date(own.clock.nowMs() + 3_600_000).toISOString();
    expect((await own.accounts.listAccounts()).accounts).toMatchObject([
      { state: "ready", expires_at: expiresAt },
    ]);
  });

  test("does not lose the session when processes refresh it at the same time", async () => {
    // Tokens that live for less than the margin: every process refreshes, one after the other.
    const own = await harness({ accessTokenS: 30 });
    await own.logIn();
    const requests = tokenRequests(own);
    const args = [PRINTER, own.folder, JSON.stringify(own.providers), "web", API];
    const processes = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, ...args], { stdout: "pipe", stderr: "inherit" }),
    );
    const headers = await Promise.all(processes.map(({ stdout }) => new Response(stdout).text()));
    expect(new Set(headers).size).toBe(4);
    expect(headers.every((text) => text.startsWith('{"authorization":"Bearer '))).toBe(true);
    expect(tokenRequests(own)).toBe(requests + 4);
  });

  test("is used until it is over when the server cannot be reached, and the account stays", async () => {
    const own = await harness();
    await own.logIn();
    const before = await own.accounts.authorize("web", { url: API });
    outOfOrder(own);
    own.clock.advance(ALMOST_OVER_MS);
    expect(await own.accounts.authorize("web", { url: API })).toEqual(before);
    own.clock.advance(30_000);
    expect((await caught(() => own.accounts.authorize("web", { url: API }))).code).toBe(
      "provider-unreachable",
    );
    expect((await own.accounts.listAccounts()).accounts).toMatchObject([{ state: "ready" }]);
    own.server.intercept = undefined;
    expect(await own.accounts.authorize("web", { url: API })).not.toEqual(before);
  });
});

test("a token that was refreshed and cannot be saved is not lost, and saved as soon as that goes", async () => {
  const own = await harness();
  const [keyring, lines]: [TestKeyring, string[]] = [testKeyring(), []];
  const options = { keyring, log: (_level: string, message: string) => void lines.push(message) };
  const accounts = own.restarted(options);
  const { login, next } = pending(await accounts.login({ provider: "web" }));
  const verified = accounts.verify({ login });
  await browser().logIn(urlOf(next));
  await verified;
  const before = await accounts.authorize("web", { url: API });
  const items = new Map(keyring.items);
  const { set } = keyring;
  Object.assign(keyring, { set: () => Promise.reject(new Error("No space left")) });
  for (let round = 0; round < 3; round++) {
    own.clock.advance(ALMOST_OVER_MS);
    // oxlint-disable-next-line eslint/no-await-in-loop -- each uses the token of the one before
    expect(await accounts.authorize("web", { url: API })).not.toEqual(before);
  }
  expect(keyring.items).toEqual(items);
  expect(lines.join("\n")).toContain("only in memory");
  Object.assign(keyring, { set });
  const last = await accounts.authorize("web", { url: API });
  expect(await own.restarted(options).authorize("web", { url: API })).toEqual(last);
  expect(await accounts.logout({ account: "web" })).toEqual({ account: "web", revoked: true });
});

describe("an account that the provider does not take any more", () => {
  test("is marked and says to log in again, without asking the provider again", async () => {
    const own = await harness();
    await own.logIn();
    await revokeEverything(own);
    own.clock.advance(ALMOST_OVER_MS);
    const fault = await caught(() => own.accounts.authorize("web", { url: API }));
    expect(fault).toMatchObject({ code: "account-expired", hint: "Log in to it again" });
    expect((await own.restarted().listAccounts()).accounts).toMatchObject([
      { account: "web", state: "expired" },
    ]);
    const requests = own.server.requests.length;
    expect((await caught(() => own.restarted().authorize("web", { url: API }))).code).toBe("account-expired");
    expect(own.server.requests).toHaveLength(requests);
  });

  test("is ready again after a new login under its name", async () => {
    const own = await harness();
    await own.logIn();
    await revokeEverything(own);
    own.clock.advance(ALMOST_OVER_MS);
    await caught(() => own.accounts.authorize("web", { url: API }));
    await own.logIn({ account: "web" });
    expect((await own.accounts.listAccounts()).accounts).toMatchObject([{ account: "web", state: "ready" }]);
    expect(await own.accounts.authorize("web", { url: API })).toHaveProperty("authorization");
  });
});

test("a token that cannot be refreshed is used to its end, then the account is expired", async () => {
  const own = await harness();
  const [web] = own.providers;
  if (web === undefined) throw new Error("There is no provider");
  // Without offline_access the server gives no refresh token.
  const accounts = own.restarted({ providers: [{ ...web, scopes: ["openid"] }] });
  const { login, next } = pending(await accounts.login({ provider: "web" }));
  const verified = accounts.verify({ login });
  await browser().logIn(urlOf(next));
  expect(await verified).toMatchObject({ account: { renews: false, state: "ready" } });
  own.clock.advance(ALMOST_OVER_MS);
  expect(await accounts.authorize("web", { url: API })).toHaveProperty("authorization");
  own.clock.advance(30_000);
  expect((await accounts.listAccounts()).accounts).toMatchObject([{ state: "expired" }]);
  expect((await caught(() => accounts.authorize("web", { url: API }))).code).toBe("account-expired");
});
