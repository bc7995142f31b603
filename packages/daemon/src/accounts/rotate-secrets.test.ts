import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { testClock } from "../secrets/testing/test-clock.ts";
import { testKeyring } from "../secrets/testing/test-keyring.ts";
import { type Accounts, type AccountsOptions, createAccounts } from "./accounts.ts";
import { API, harness, pending } from "./testing/harness.ts";

const url = "https://a.example/";

function accountsIn(folder: string, options: Partial<AccountsOptions> = {}): Accounts {
  return createAccounts({
    folder,
    clock: testClock(),
    providers: async () => [{ id: "a", kind: "api_key", hosts: ["a.example"] }],
    ...options,
  });
}

async function logIn(accounts: Accounts): Promise<void> {
  const { login } = pending(await accounts.login({ provider: "a" }));
  await accounts.verify({ login, key: "key" });
}

test("rotateSecrets() changes the key, and this daemon and the next one go on with the new one", async () => {
  const folder = tempFolder();
  const accounts = accountsIn(folder);
  await logIn(accounts);
  for (const [passphrase, next] of [
    [undefined, "one"],
    ["one", "two"],
    ["two", undefined],
    [undefined, undefined],
  ]) {
    const place = next === undefined ? "key_file" : "passphrase";
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    const rotated = await accounts.rotateSecrets({ passphrase, new_passphrase: next });
    expect(rotated).toEqual({ secrets: place });
    const following = accountsIn(folder, { passphrase: next });
    for (const each of [accounts, following]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      expect(await each.authorize("a", { url })).toEqual({ authorization: "Bearer key" });
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      expect(await each.status()).toMatchObject({ secrets: place });
    }
  }
});

test("rotateSecrets() needs the passphrase there is, that of the environment where none is given", async () => {
  const folder = tempFolder();
  const accounts = accountsIn(folder, { passphrase: "old" });
  await logIn(accounts);
  const wrong = caught(() => accounts.rotateSecrets({ passphrase: "wrong" }));
  expect((await wrong).code).toBe("passphrase-wrong");
  expect(await accounts.authorize("a", { url })).toEqual({ authorization: "Bearer key" });
  const unknown = caught(() => accountsIn(folder).rotateSecrets({}));
  expect((await unknown).code).toBe("passphrase-missing");
  expect(await accounts.rotateSecrets({ new_passphrase: "new" })).toEqual({ secrets: "passphrase" });
  expect(await accounts.authorize("a", { url })).toEqual({ authorization: "Bearer key" });
});

test("rotateSecrets() is seen by the other daemons of the folder", async () => {
  const folder = tempFolder();
  const accounts = accountsIn(folder, { passphrase: "old" });
  await logIn(accounts);
  const other = accountsIn(folder, { passphrase: "old" });
  expect(await other.status()).toMatchObject({ secrets: null });
  await other.authorize("a", { url });
  expect(await other.status()).toMatchObject({ secrets: "passphrase" });
  await accounts.rotateSecrets({});
  expect(await other.status()).toMatchObject({ secrets: "key_file" });
});

test("rotateSecrets() fails no call of this daemon meanwhile", async () => {
  const accounts = accountsIn(tempFolder(), { passphrase: "old" });
  await logIn(accounts);
  const over = new AbortController();
  const rotated = accounts.rotateSecrets({ new_passphrase: "new" }).finally(() => over.abort());
  const fresh = pending(await accounts.login({ provider: "a" }));
  let calls = 0;
  while (!over.signal.aborted) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, all the while
    expect(await accounts.authorize("a", { url })).toEqual({ authorization: "Bearer key" });
    if (calls++ === 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- once
      expect(await accounts.verify({ login: fresh.login, key: "2" })).toMatchObject({ state: "logged_in" });
    }
  }
  expect(await rotated).toEqual({ secrets: "passphrase" });
  expect(await accounts.authorize("a-2", { url })).toEqual({ authorization: "Bearer 2" });
});

test("rotateSecrets() waits for the token that another daemon is being given", async () => {
  const own = await harness();
  await own.accounts.rotateSecrets({ new_passphrase: "old" });
  await own.logIn();
  const other = own.restarted({ passphrase: "old" });
  own.clock.advance(3_570_000);
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  own.server.intercept = async ({ path }) => {
    if (path === "/token") {
      asked();
      await mayAnswer;
    }
    return undefined;
  };
  const refreshed = other.authorize("web", { url: API });
  await isAsked;
  const rotated = own.accounts.rotateSecrets({ passphrase: "old", new_passphrase: "new" });
  const first = await Promise.race([rotated, Bun.sleep(600)]);
  answer();
  expect(first).toBeUndefined();
  const headers = await refreshed;
  expect(await rotated).toEqual({ secrets: "passphrase" });
  const next = own.restarted({ passphrase: "new" });
  expect(await next.authorize("web", { url: API })).toEqual(headers);
});

test("rotateSecrets() leaves a keyring alone", async () => {
  const accounts = accountsIn(tempFolder(), { keyring: testKeyring() });
  await logIn(accounts);
  expect((await caught(() => accounts.rotateSecrets({}))).code).toBe("keyring-keeps-key");
});
