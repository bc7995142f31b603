/** Kills daemons at random moments under load, and audits what they had acknowledged. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { seededRandom, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { ownedDaemon } from "./testing/daemon-process.ts";
import { auditOf, auditTable } from "./testing/kills/audit.ts";
import { killLane } from "./testing/kills/kill-lane.ts";
import { createLedger } from "./testing/kills/ledger.ts";
import { SECRET, startReceiver } from "./webhooks/testing/receiver.ts";

/** Two lanes at once on one data folder: daemons that are shared, and daemons that have an owner. */
const LANES = [
  { kind: "socket", seed: 41, kills: 250 },
  { kind: "stdio", seed: 42, kills: 250 },
] as const;

test.skipIf(process.platform === "win32")(
  "after 500 kills everything that was acknowledged is so",
  async () => {
    const folder = join(tempFolder(), "data");
    const keys = new Map<string, string>();
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch(request) {
        keys.set(new URL(request.url).pathname.slice(1), request.headers.get("authorization") ?? "");
        return new Response("ok");
      },
    });
    const chance = seededRandom(43);
    const receiver = await startReceiver(() => ({
      kind: "answer",
      status: chance.below(20) === 0 ? 500 : 200,
    }));
    mkdirSync(folder, { mode: 0o700 });
    const provider = { id: "keys", kind: "api_key", hosts: [server.url.host] };
    writeFileSync(join(folder, "providers.json"), JSON.stringify([provider]));
    const env = {
      CHATTY_WEBHOOK_URL: receiver.url,
      CHATTY_WEBHOOK_SECRET: SECRET,
      CHATTY_LOG_LEVEL: "error",
    };
    const ledger = createLedger();
    const begunAtMs = performance.now();
    await Promise.all(
      LANES.map(({ kind, seed, kills }) =>
        killLane({
          kind,
          kills,
          folder,
          env,
          ledger,
          random: seededRandom(seed),
          clients: 3,
          lifeMs: 300,
          accounts: 100,
        }),
      ),
    );
    const seconds = (performance.now() - begunAtMs) / 1000;

    const last = ownedDaemon({ folder, env });
    const { call } = last;
    let pending = Infinity;
    while (pending > 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until all are delivered
      pending = (await call.get_status({ details: true })).details?.webhooks?.pending ?? 0;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await Bun.sleep(50);
    }
    async function keyOf(account: string): Promise<string | undefined> {
      const { id } = await call.start_run({ kind: "http", url: new URL(account, server.url).href, account });
      await call.follow_run({ id });
      return keys.get(account)?.replace("Bearer ", "");
    }
    const audit = await auditOf({ ledger, call, received: receiver.received, keyOf });
    process.stdout.write(
      `\n${auditTable(ledger, audit)}  ${"seconds of killing".padEnd(40)}${seconds.toFixed(0)}\n`,
    );
    expect(audit.findings).toEqual([]);
    expect(audit.acknowledgedRuns).toBeGreaterThan(500);
    expect(audit.states.interrupted).toBeGreaterThan(100);
    expect(audit.accounts).toBeGreaterThan(20);
    expect(await last.end()).toBe(0);
    await server.stop(true);
  },
);
