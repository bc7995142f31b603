/** Kills small daemons at random moments and looks at what is left: nothing that runs, and nothing forgotten. */

import { processesIn, type Random } from "@slipway/testkit";
import { join } from "node:path";

import { openStore } from "../../store/open-store.ts";
import { ownInstance } from "../instance.ts";
import { recoverRuns } from "../recover-runs.ts";

import type { Run, RunStore } from "../../store/run-store.ts";

export type KillAudit = {
  /** Runs that the history holds. */
  readonly runs: number;
  readonly interrupted: number;
  /** What promises were broken, a line each. */
  readonly findings: readonly string[];
};

export type KillAuditOptions = {
  readonly folder: string;
  readonly kills: number;
  /** The longest life of a daemon after its recovery. */
  readonly lifeMs: number;
  readonly random: Random;
};

/** One daemon after the other in the same folder; each recovers what the one before it left. */
export async function killAudit({ folder, kills, lifeMs, random }: KillAuditOptions): Promise<KillAudit> {
  const promises: string[] = [];
  const findings: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one daemon after the other
    promises.push(...(await killedDaemon(folder, random.below(lifeMs * 10) / 10)));
  }
  const { runs, close } = openStore({ folder, version: "1.0.0", clock: Date.now, log: () => {} });
  await recoverRuns({ store: runs, folder, instance: await ownInstance(), log: () => {} });
  findings.push(...(await leftIn(folder)).map((line) => `still runs: ${line}`));
  const all = await everyRun(runs);
  const states = new Map(all.map(({ id, state }) => [id, state]));
  for (const promise of promises) {
    const [what, id = ""] = promise.split(" ");
    const state = states.get(id);
    if (what === "started" && state === undefined) findings.push(`forgotten: ${id}`);
    if (what === "ended" && state !== "exited") findings.push(`ended, but ${state ?? "forgotten"}: ${id}`);
  }
  findings.push(...all.filter(({ state }) => state === "running").map(({ id }) => `runs for ever: ${id}`));
  await close();
  const interrupted = all.filter(({ state }) => state === "interrupted").length;
  return { runs: all.length, interrupted, findings };
}

async function everyRun(store: RunStore): Promise<readonly Run[]> {
  const all: Run[] = [];
  for (;;) {
    const before = all.at(-1)?.id;
    // oxlint-disable-next-line eslint/no-await-in-loop -- page by page
    const page = await store.list(before === undefined ? {} : { before });
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** The promises that a daemon made until it was killed. */
async function killedDaemon(folder: string, lifeMs: number): Promise<readonly string[]> {
  const program = join(import.meta.dirname, "run-programs.ts");
  const daemon = Bun.spawn([process.execPath, program, folder], { stdout: "pipe", stderr: "inherit" });
  const decoder = new TextDecoder();
  let printed = "";
  for await (const chunk of daemon.stdout) {
    const isFirst = printed === "";
    printed += decoder.decode(chunk, { stream: true });
    // The moment is what is random here: nobody waits for anything to be done by then.
    if (isFirst) setTimeout(() => daemon.kill("SIGKILL"), lifeMs);
  }
  await daemon.exited;
  // A line that was cut is no promise.
  return printed.split("\n").slice(0, -1);
}

/** A gate whose daemon was killed before it was opened ends by itself, in its own time. */
async function leftIn(folder: string): Promise<readonly string[]> {
  const untilMs = performance.now() + 2000;
  let left = processesIn(folder);
  while (left.length > 0 && performance.now() < untilMs) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until they are gone
    await Bun.sleep(20);
    left = processesIn(folder);
  }
  return left;
}
