/**
 * A daemon reduced to its store and its deliverer, for tests that kill it: `write-runs.ts FOLDER COUNT [KEPT]`. Inserts and
 * ends runs, and prints a line for each promise once the store has kept it. With `CHATTY_WEBHOOK_URL` it delivers, and
 * goes on until nothing waits any more. With KEPT it keeps so many runs, and tidies up all the time.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { WEBHOOK_LIMITS } from "../../webhooks/limits.ts";
import { runEvent } from "../../webhooks/run-event.ts";
import { type Deliverer, startDeliverer } from "../../webhooks/start-deliverer.ts";
import { webhookTarget } from "../../webhooks/webhook-target.ts";
import { openStore } from "../open-store.ts";

import type { Run } from "../run-store.ts";

const [folder = "", count = "0", kept = ""] = process.argv.slice(2);
const instance = `${process.pid}.0.${Bun.randomUUIDv7()}`;
const HASTY = {
  ...WEBHOOK_LIMITS,
  attemptMs: 150,
  leaseMs: 450,
  pauseFirstMs: 20,
  pauseMostMs: 200,
  otherDelivererMs: 30,
};

let deliverer: Deliverer | undefined;
const target = webhookTarget(process.env);
const store = openStore({
  folder,
  version: "1.0.0",
  clock: Date.now,
  log,
  retention: { keptRuns: kept === "" ? 1_000_000 : Number(kept) },
  webhookTarget: target?.key ?? "",
  eventOf: runEvent,
  onEnded: () => deliverer?.wake(),
});
if (target !== undefined) {
  deliverer = startDeliverer({
    queue: store.webhooks,
    target,
    holder: instance,
    userAgent: "chatty-daemon/1.0.0",
    log,
    limits: HASTY,
  });
  deliverer.wake();
}
for (let done = 0; done < Number(count); done += 1) {
  const run = newRun();
  // oxlint-disable-next-line eslint/no-await-in-loop -- one promise after the other
  await store.runs.insert(run);
  process.stdout.write(`inserted ${run.id}\n`);
  writeOutput(run.id);
  // oxlint-disable-next-line eslint/no-await-in-loop -- as above
  await store.runs.update(run.id, { state: "exited", exitCode: 0, outputBytes: 100 });
  process.stdout.write(`ended ${run.id}\n`);
  // oxlint-disable-next-line eslint/no-await-in-loop -- as above
  if (kept !== "" && done % 5 === 0) await store.tidy();
}
// oxlint-disable-next-line eslint/no-await-in-loop -- looks until the queue is empty
while (await isWaiting()) await Bun.sleep(20);
await deliverer?.stop();
await store.close();
process.stdout.write("done\n");

/** What it does not promise: a full disk may be in the way. */
function writeOutput(id: string): void {
  try {
    mkdirSync(join(folder, "output"), { recursive: true });
    writeFileSync(join(folder, "output", id), "x".repeat(100));
  } catch {}
}

async function isWaiting(): Promise<boolean> {
  return deliverer !== undefined && (await store.webhooks.counts()).pending > 0;
}

function newRun(): Run {
  return {
    id: Bun.randomUUIDv7(),
    kind: "program",
    command: "audit",
    argv: ["true"],
    request: null,
    cwd: null,
    state: "running",
    exitCode: null,
    signal: null,
    startedAtMs: Date.now(),
    endedAtMs: null,
    outputBytes: 0,
    outputTruncated: false,
    error: null,
    instance,
    pid: null,
    processStartTime: null,
  };
}

function log(level: string, message: string): void {
  if (level === "error") process.stderr.write(`${level} ${message}\n`);
}
