/**
 * A process of its own that uses the system's keyring: `use-keyring.ts <folder> <action>`. Prints one line of JSON: what
 * came of it, or the code of the fault it ended with.
 */

import { Fault } from "@slipway/fault";

import { systemClock } from "../../secrets/clock.ts";
import { systemKeyring } from "../../secrets/keyring.ts";
import { openSecrets } from "../../secrets/open-secrets.ts";
import { createAccounts } from "../accounts.ts";

const LONG = "é".repeat(20_000);
const [folder = "", action = ""] = process.argv.slice(2);
const keyring = systemKeyring("chatty-test");
/** Keyrings get half a second in place of ten. */
const clock = {
  ...systemClock,
  wait: (delayMs: number, stop?: AbortSignal) => systemClock.wait(delayMs / 20, stop),
};
const url = "https://api.example.com/";

const accounts = createAccounts({
  folder,
  keyring,
  clock: systemClock,
  providers: async () => [{ id: "keys", kind: "api_key", hosts: ["api.example.com"] }],
});

const ACTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  async place() {
    return (await openSecrets({ folder, keyring, clock })).place;
  },
  async write() {
    const store = await openSecrets({ folder, keyring, clock });
    await store.set("short", "planted-short");
    await store.set("long", LONG);
    return store.place;
  },
  async read() {
    const store = await openSecrets({ folder, keyring, clock });
    return [
      await store.get("short"),
      (await store.get("long")) === LONG,
      (await store.get("none")) === undefined,
    ];
  },
  async delete() {
    const store = await openSecrets({ folder, keyring, clock });
    return [await store.delete("short"), await store.delete("long"), await store.delete("long")];
  },
  async login() {
    const started = await accounts.login({ provider: "keys" });
    if (started.state !== "pending") return "logged in too early";
    return accounts.verify({ login: started.login, key: "planted-key" });
  },
  authorize: () => accounts.authorize("keys", { url }),
};

async function outcome(): Promise<unknown> {
  try {
    return (await ACTIONS[action]?.()) ?? "no such action";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

await Bun.write(Bun.stdout, `${JSON.stringify(await outcome())}\n`);
// A call to a silent keyring is still under way in a thread; it must not keep a daemon from ending.
process.exit(0);
