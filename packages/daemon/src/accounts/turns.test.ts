import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { testClock } from "../secrets/testing/test-clock.ts";
import { changeRecords } from "./account-records.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { pending } from "./testing/harness.ts";

type Daemon = { readonly accounts: Accounts; readonly folder: string };

async function daemonWith(names: readonly string[]): Promise<Daemon> {
  const folder = tempFolder();
  const accounts = createAccounts({
    folder,
    clock: testClock(),
    providers: async () => [
      { id: "a", kind: "api_key", hosts: ["a.example"] },
      { id: "b", kind: "api_key", hosts: ["b.example"] },
    ],
  });
  for (const account of names) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    const { login } = pending(await accounts.login({ provider: account.slice(0, 1), account }));
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    await accounts.verify({ login, key: "key" });
  }
  return { accounts, folder };
}

async function turns({ accounts }: Daemon, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
  while (found.length < count) found.push(await accounts.nextAccount("a"));
  return found;
}

async function expire({ folder }: Daemon, names: readonly string[]): Promise<void> {
  await changeRecords((records) => {
    for (const name of names) {
      const record = records.get(name);
      if (record !== undefined) records.set(name, { ...record, state: "expired" });
    }
  }, folder);
}

test("nextAccount() goes round the accounts of a provider, those that come and go included", async () => {
  const daemon = await daemonWith(["a2", "b1", "a1", "a3"]);
  expect(await turns(daemon, 4)).toEqual(["a1", "a2", "a3", "a1"]);
  await daemon.accounts.logout({ account: "a1" });
  await expire(daemon, ["a2"]);
  expect(await turns(daemon, 2)).toEqual(["a3", "a3"]);
  expect(await daemon.accounts.nextAccount("b")).toBe("b1");
});

test("nextAccount() says why there is none", async () => {
  const daemon = await daemonWith(["a1"]);
  expect(await caught(() => daemon.accounts.nextAccount("b"))).toMatchObject({
    code: "account-unknown",
    hint: 'Log in with "chatty accounts login b"',
  });
  expect(await caught(() => daemon.accounts.nextAccount("c"))).toMatchObject({ code: "provider-unknown" });
  await expire(daemon, ["a1"]);
  expect(await caught(() => daemon.accounts.nextAccount("a"))).toMatchObject({ code: "account-expired" });
});
