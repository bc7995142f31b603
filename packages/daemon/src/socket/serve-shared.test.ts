import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { connect, type Connection, connectSocket } from "@slipway/rpc";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { servedMethods } from "../methods/served-methods.ts";
import { FACTS } from "../own-facts.ts";
import { runPlaces } from "../places/index.ts";
import { type DaemonProtocol, daemonProtocol } from "../protocol/index.ts";
import { createWork } from "../work/work.ts";
import { claim } from "./claim.ts";
import { serveShared } from "./serve-shared.ts";

import type { Client } from "../serve-client.ts";

type Served = {
  /** Where another daemon puts itself in its place. */
  readonly replace: () => Promise<void>;
  readonly client: () => Promise<Connection<DaemonProtocol>>;
  /** Resolves with why it ended. */
  readonly ended: Promise<string>;
};

/** A shared daemon in this process, which looks after its place all the time. */
async function served(): Promise<Served> {
  const folder = join(tempFolder(), "d");
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, "providers.json"), '[{"id":"a","kind":"api_key","hosts":["a.example"]}]');
  const variables = { CHATTY_DATA_DIR: folder, CHATTY_KEYRING: "off" };
  const where = { variables, platform: process.platform };
  const places = runPlaces(where);
  const reasons: unknown[] = [];
  const log = (_level: string, message: string, facts: Readonly<Record<string, unknown>> = {}): void => {
    if (message === "Ended") reasons.push(facts["reason"]);
  };
  const work = createWork({ ...where, version: "1.2.3", log });
  const clients = new Set<Client>();
  const stop = new AbortController();
  const methods = servedMethods({
    facts: { ...FACTS, mode: "socket", clients: () => clients.size },
    work,
    stop: () => stop.abort("shutdown"),
  });
  const ending = serveShared({
    places,
    lock: await claim(places, { answerMs: 100 }),
    idleMs: 0,
    lookMs: 5,
    work,
    stop: stop.signal,
    clients,
    methods,
    log,
  });
  return {
    async replace() {
      rmSync(places.folder, { recursive: true });
      // It takes the lock before anything else runs in this process, such as the look that puts back what was removed.
      const lock = await claim(places, { answerMs: 100 });
      onTestFinished(() => lock.release());
    },
    client: async () => connect(await connectSocket(places.socket), { peer: daemonProtocol }),
    ended: ending.then(() => String(reasons[0])),
  };
}

describe.skipIf(process.platform === "win32")("serveShared()", () => {
  test("ends when another daemon has taken its place", async () => {
    const { replace, ended } = await served();
    await replace();
    expect(await ended).toBe("replaced");
  });

  test("lets a run that is under way end first", async () => {
    const { replace, client, ended } = await served();
    const { call } = await client();
    const { id } = await call.start_run({ kind: "program", argv: ["sleep", "0.2"] });
    await replace();
    expect(await call.follow_run({ id })).toMatchObject({ state: "exited" });
    expect(await ended).toBe("replaced");
  });

  test("lets a login that is under way end first", async () => {
    const { replace, client, ended } = await served();
    const { call } = await client();
    const login = await call.login({ provider: "a" });
    await replace();
    expect(await Promise.race([ended, Bun.sleep(100)])).toBeUndefined();
    const name = login.state === "pending" ? login.login : "";
    expect(await call.verify({ login: name, key: "key" })).toMatchObject({ state: "logged_in" });
    expect(await ended).toBe("replaced");
  });
});
