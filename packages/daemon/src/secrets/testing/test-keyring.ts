/** A keyring that lives in this process, with the manners of real ones. */

import { setImmediate } from "node:timers/promises";

import type { Keyring } from "../keyring.ts";

export type TestKeyring = Keyring & {
  readonly items: Map<string, string>;
  /** `locked` reads as empty and refuses to be written, as GNOME's does; `silent` never answers; `absent` is none. */
  state: "open" | "locked" | "silent" | "absent";
  /** Opens it, and answers all that it was asked while it was silent. Resolves when that was heard. */
  readonly answer: () => Promise<void>;
};

export function testKeyring(): TestKeyring {
  const items = new Map<string, string>();
  let spoken = Promise.withResolvers<void>();
  async function answer<Value>(open: () => Value, locked: () => Value): Promise<Value> {
    if (keyring.state === "silent") await spoken.promise;
    if (keyring.state === "absent") throw new Error("libsecret not available");
    return keyring.state === "locked" ? locked() : open();
  }
  const keyring: TestKeyring = {
    items,
    state: "open",
    async answer() {
      keyring.state = "open";
      spoken.resolve();
      spoken = Promise.withResolvers();
      await setImmediate();
    },
    get: (name) =>
      answer(
        () => items.get(name) ?? null,
        () => null,
      ),
    set: (name, value) => answer(() => void items.set(name, value), refuse),
    delete: (name) =>
      answer(
        () => items.delete(name),
        () => false,
      ),
  };
  return keyring;
}

function refuse(): never {
  throw new Error("Cannot create an item in a locked collection");
}
