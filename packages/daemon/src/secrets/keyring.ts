/** The system's keyring: Keychain, Credential Manager or Secret Service, each call with a time limit. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { type Clock, systemClock } from "./clock.ts";
import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";

/** Items of one application by name. */
export type Keyring = {
  /** Null where there is none, and also where the keyring is locked. */
  readonly get: (name: string) => Promise<string | null>;
  readonly set: (name: string, value: string) => Promise<void>;
  readonly delete: (name: string) => Promise<boolean>;
};

/** The keyring of the user's session, with the items of `service`. Nothing is asked before the first call. */
export function systemKeyring(service: string): Keyring {
  return {
    get: (name) => Bun.secrets.get({ service, name }),
    // Tokens belong to this machine: on Windows they do not roam with the user's profile.
    set: (name, value) => Bun.secrets.set({ service, name, value, persist: "local" }),
    delete: (name) => Bun.secrets.delete({ service, name }),
  };
}

/** Faults of keyrings that are not there at all: nobody can unlock them. */
const absent = new WeakSet<Error>();

/** Whether a fault of a bounded keyring means that this machine, or this session, has none. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && absent.has(error);
}

/**
 * What Bun 1.4 says without libsecret, and libsecret without a bus, without somebody at its address, and without a
 * service that keeps secrets. The words of the bus itself are in the user's language: so it is looked for, too.
 */
const NONE = /libsecret not available|autolaunch D-Bus|Could not connect|ServiceUnknown|ServiceNotFound/u;

function saysThatThereIsNone(error: unknown): boolean {
  return (error instanceof Error && NONE.test(error.message)) || (process.platform === "linux" && !hasBus());
}

/** D-Bus Specification, "Message Bus": the address, or where systemd puts the socket. */
function hasBus(): boolean {
  const { DBUS_SESSION_BUS_ADDRESS: address = "", XDG_RUNTIME_DIR: folder = "" } = process.env;
  return address !== "" || (folder !== "" && existsSync(join(folder, "bus")));
}

/** Those that have not answered a call for too long, until they do. */
const silent = new WeakSet<Keyring>();

/**
 * The same keyring, of which every call ends: with a fault when the keyring says no, or nothing within the limit. What
 * it was asked may still happen later; it cannot be taken back, and it occupies a thread. So a keyring that is silent
 * is asked nothing more until it has answered.
 */
export function boundedKeyring(
  keyring: Keyring,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Keyring {
  async function bounded<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
    if (silent.has(keyring)) throw unavailable(action, "it has not answered what it was asked before");
    const answered = new AbortController();
    const late = clock.wait(SECRET_LIMITS.keyringAnswerMs, answered.signal).then(() => {
      if (!answered.signal.aborted) silent.add(keyring);
      throw unavailable(action, `no answer within ${SECRET_LIMITS.keyringAnswerMs / 1000} seconds`);
    });
    const answer = ask()
      .catch((error: unknown) => {
        const fault = unavailable(action, reasonOf(error));
        if (saysThatThereIsNone(error)) absent.add(fault);
        throw fault;
      })
      .finally(() => {
        answered.abort();
        silent.delete(keyring);
      });
    // Whichever loses the race is nobody's any more.
    for (const loser of [answer, late]) loser.catch(() => {});
    return Promise.race([answer, late]);
  }
  return {
    get: (name) => bounded("read", () => keyring.get(name)),
    set: (name, value) => bounded("write", () => keyring.set(name, value)),
    delete: (name) => bounded("change", () => keyring.delete(name)),
  };
}

/** For a keyring that is not there, locked, or silent. */
export function unavailable(action: string, found: string): Error {
  return secretFault("keyring-unavailable", {
    message: `Cannot ${action} the system's keyring: ${found}`,
    hint: "Unlock the keyring and try again in a session that has one",
  });
}

/** What the system says of itself; it is not given as a cause, since nobody promises what else is in there. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed";
}
