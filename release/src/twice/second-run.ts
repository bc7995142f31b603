/**
 * Runs in a process of its own, started in the copied project: reads a `SecondRequest` from standard input, makes the
 * release, writes `SecondMessage`s to standard output. The only file here that touches its own process.
 */

import { join } from "node:path";

import { type Env, orInterrupted, readSources, type Sources, withLock } from "@slipway/build";
import { loadConfig } from "@slipway/config";
import { faultToJson, fileFaultOf } from "@slipway/fault";

import { planRelease } from "../plan/plan.ts";
import { release } from "../release.ts";
import { signingKey } from "../sign/signing-key.ts";
import { twiceFault } from "./faults.ts";
import { reversedPlan } from "./reversed-plan.ts";
import { configValues } from "./config-differences.ts";
import type { SecondMessage, SecondRequest } from "./second-request.ts";
import { takeSigned } from "./take-signed.ts";

const exit = process.exit.bind(process);
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interruption.abort();
  });
}

const request: SecondRequest = JSON.parse(await Bun.stdin.text());
process.umask(request.umask);
const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
say({ kind: "started", nowMs: Date.now(), timeZone });
try {
  await releaseAgain(request);
  say({ kind: "done" });
} catch (error) {
  say({ kind: "failed", fault: faultToJson(fileFaultOf(error) ?? error) });
}
// A configuration may have left a timer or a server behind that would hold the process.
process.stdout.write("", () => {
  exit(0);
});

function say(message: SecondMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function releaseAgain({ root, config: file, snapshot, host, ...wanted }: SecondRequest): Promise<void> {
  const config = await orInterrupted(loadConfig(root, file), interruption.signal);
  say({ kind: "config", values: configValues(config) });
  const env: Env = {
    dist: join(config.root, "dist"),
    variables: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("SLIPWAY_SECRET")),
    ),
    signal: interruption.signal,
    concurrency: wanted.concurrency,
    clock: () => performance.now(),
    report: (event) => {
      say({ kind: "event", event });
    },
  };
  const sources = await readSources(config, env);
  expectSame(sources, wanted.sources);
  const plan = reversedPlan(planRelease(config, { sources, snapshot, host }));
  const key = await signingKey(config, { snapshot, variables: process.env });
  const sign = takeSigned(wanted.signed);
  await withLock(env.dist, () => release({ config, plan, host, sources, key, sign }, env));
}

function expectSame(found: Required<Sources>, wanted: SecondRequest["sources"]): void {
  if (found.digest === wanted.digest && found.commit === wanted.commit) return;
  const before = new Map(wanted.files);
  const files = [...new Set([...before.keys(), ...found.files.keys()])];
  const changed = files.filter((name) => before.get(name) !== found.files.get(name));
  throw twiceFault("second-release-failed", {
    message: "Cannot use the copy of the sources: git does not see in it what it sees in the first",
    details: changed.slice(0, 5),
    hint: "Run git status in both; commit what is left over and run the command again",
  });
}
