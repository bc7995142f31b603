import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { testClock } from "../secrets/testing/test-clock.ts";
import { testKeyring } from "../secrets/testing/test-keyring.ts";
import { type Accounts, type AccountsOptions, createAccounts } from "./accounts.ts";
import { pending } from "./testing/harness.ts";

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

test("rotateSecrets() leaves a keyring alone", async () => {
  const accounts = accountsIn(tempFolder(), { keyring: testKeyring() });
  await logIn(accounts);
  expect((await caught(() => accounts.rotateSecrets({}))).code).toBe("keyring-keeps-key");
});
