import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { rotateKey } from "../secrets/rotate-key.ts";
import { testClock } from "../secrets/testing/test-clock.ts";
import { testKeyring } from "../secrets/testing/test-keyring.ts";
import { type Accounts, type AccountsOptions, createAccounts } from "./accounts.ts";
import { pending } from "./testing/harness.ts";

import type { Provider } from "./provider.ts";

const providers: readonly Provider[] = [
  { id: "a", kind: "api_key", hosts: ["a.example"] },
  { id: "b", kind: "api_key", hosts: ["b.example"] },
];

function accountsIn(folder: string, options: Partial<AccountsOptions> = {}): Accounts {
  return createAccounts({ folder, providers: async () => providers, clock: testClock(), ...options });
}

async function logIn(accounts: Accounts, account: string): Promise<void> {
  const { login } = pending(await accounts.login({ provider: "a", account }));
  await accounts.verify({ login, key: "key" });
}

describe("login()", () => {
  test("refuses a provider that is not declared, and says which are", async () => {
    const fault = await caught(() => accountsIn(tempFolder()).login({ provider: "c" }));
    expect(fault).toMatchObject({ code: "provider-unknown", hint: "Use one of: a, b" });
  });

  test.each(["", " a", "../a", "a/b", "a\nb", "é", "x".repeat(101), ".a"])(
    "refuses the name %j",
    async (account) => {
      const fault = await caught(() => accountsIn(tempFolder()).login({ provider: "a", account }));
      expect(fault.code).toBe("account-name-invalid");
    },
  );

  test("refuses the name of another provider's account", async () => {
    const accounts = accountsIn(tempFolder());
    await logIn(accounts, "mine");
    expect((await caught(() => accounts.login({ provider: "b", account: "mine" }))).code).toBe(
      "account-taken",
    );
  });

  test("refuses to begin what could not be saved", async () => {
    const [folder, keyring] = [tempFolder(), testKeyring()];
    await accountsIn(folder, { keyring }).login({ provider: "a" });
    keyring.state = "locked";
    const fault = await caught(() => accountsIn(folder, { keyring }).login({ provider: "a" }));
    expect(fault.code).toBe("keyring-unavailable");
  });

  test("gives logins without a name that end at the same time names of their own", async () => {
    const folder = tempFolder();
    const daemons = [accountsIn(folder), accountsIn(folder)];
    const names = await Promise.all(
      [0, 1, 0, 1].map(async (index) => {
        const accounts = daemons[index] ?? accountsIn(folder);
        const { login } = pending(await accounts.login({ provider: "a" }));
        const verified = await accounts.verify({ login, key: "key" });
        return verified.state === "logged_in" ? verified.account.account : undefined;
      }),
    );
    expect(new Set(names)).toEqual(new Set(["a", "a-2", "a-3", "a-4"]));
  });

  test("opens the secrets with a passphrase, and is done where that was all that was missing", async () => {
    const folder = tempFolder();
    const accounts = accountsIn(folder, { passphrase: "right" });
    await logIn(accounts, "mine");
    const url = "https://a.example/";
    const restarted = accountsIn(folder);
    expect((await restarted.listAccounts()).accounts).toHaveLength(1);
    expect((await caught(() => restarted.authorize("mine", { url }))).code).toBe("passphrase-missing");
    const wrong = { provider: "a", account: "mine", passphrase: "wrong" };
    expect((await caught(() => restarted.login(wrong))).code).toBe("passphrase-wrong");
    const answer = await restarted.login({ ...wrong, passphrase: "right" });
    expect(answer).toMatchObject({ state: "logged_in", account: { account: "mine", state: "ready" } });
    expect(await restarted.authorize("mine", { url })).toEqual({ authorization: "Bearer key" });
    expect(await restarted.status()).toMatchObject({ secrets: "passphrase" });
  });
});

test("a passphrase that was changed meanwhile can be given; a wrong one changes nothing", async () => {
  const folder = tempFolder();
  const accounts = accountsIn(folder, { passphrase: "old" });
  await logIn(accounts, "mine");
  const url = "https://a.example/";
  const wrong = { provider: "a", account: "mine", passphrase: "wrong" };
  expect((await caught(() => accounts.login(wrong))).code).toBe("passphrase-wrong");
  expect(await accounts.authorize("mine", { url })).toEqual({ authorization: "Bearer key" });
  await rotateKey({ folder, passphrase: "old", to: { kind: "passphrase", passphrase: "new" } });
  expect((await caught(() => accounts.authorize("mine", { url }))).code).toBe("passphrase-wrong");
  await accounts.login({ ...wrong, passphrase: "new" });
  expect(await accounts.authorize("mine", { url })).toEqual({ authorization: "Bearer key" });
});

describe("verify()", () => {
  test("knows no login of another daemon, or of none", async () => {
    const folder = tempFolder();
    const { login } = pending(await accountsIn(folder).login({ provider: "a" }));
    expect((await caught(() => accountsIn(folder).verify({ login, key: "k" }))).code).toBe("login-unknown");
  });

  test("keeps what came of a login until it can be saved", async () => {
    const [folder, keyring] = [tempFolder(), testKeyring()];
    const accounts = accountsIn(folder, { keyring });
    const { login } = pending(await accounts.login({ provider: "a" }));
    keyring.state = "locked";
    expect((await caught(() => accounts.verify({ login, key: "k" }))).code).toBe("keyring-unavailable");
    keyring.state = "open";
    expect(await accounts.verify({ login })).toMatchObject({ state: "logged_in" });
  });
});

test("nothing is read or written before it is needed", async () => {
  const folder = `${tempFolder()}/not-there`;
  const accounts = accountsIn(folder);
  expect(await accounts.status()).toEqual({ accounts: [], secrets: null });
  expect(await Bun.file(folder).exists()).toBe(false);
});
