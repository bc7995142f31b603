import { readFileSync } from "node:fs";
import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { PUBLIC_CLIENT } from "./testing/authorization-server.ts";
import { API, harness } from "./testing/harness.ts";

test("logout ends both tokens at the server, and forgets the account", async () => {
  const { accounts, folder, logIn, server } = await harness();
  await logIn();
  expect(await accounts.logout({ account: "web" })).toEqual({ account: "web", revoked: true });
  expect(server.requests.filter((request) => request === "POST /token/revocation")).toHaveLength(2);
  for (const refresh_token of server.secrets) {
    const body = new URLSearchParams({
      client_id: PUBLIC_CLIENT,
      grant_type: "refresh_token",
      refresh_token,
    });
    // oxlint-disable-next-line eslint/no-await-in-loop -- each of the few tokens
    expect((await fetch(`${server.issuer}/token`, { method: "POST", body })).status).toBe(400);
  }
  expect((await accounts.listAccounts()).accounts).toEqual([]);
  expect((await caught(() => accounts.authorize("web", { url: API }))).code).toBe("account-unknown");
  expect(await caught(() => accounts.logout({ account: "web" }))).toMatchObject({
    code: "account-unknown",
    hint: 'Log in with "chatty accounts login PROVIDER"',
  });
  expect(readFileSync(join(folder, "accounts.json"), "utf8")).not.toContain("web");
});

test("logout forgets the account also when the server cannot be reached, or is declared no longer", async () => {
  const { accounts, logIn, restarted, server } = await harness();
  await logIn({ account: "a" });
  await logIn({ account: "b" });
  expect(await restarted({ providers: [] }).logout({ account: "b" })).toEqual({
    account: "b",
    revoked: false,
  });
  await server.close();
  expect(await accounts.logout({ account: "a" })).toEqual({ account: "a", revoked: false });
  expect((await accounts.listAccounts()).accounts).toEqual([]);
});

test("logout leaves the other accounts alone", async () => {
  const { accounts, logIn } = await harness();
  await logIn({ account: "a" });
  await logIn({ account: "b" });
  await accounts.logout({ account: "a" });
  expect((await caught(() => accounts.logout({ account: "a" }))).hint).toBe('Did you mean "b"?');
  expect(await accounts.authorize("b", { url: API })).toHaveProperty("authorization");
});
