/** Compares what was acknowledged with what is there afterwards. */

import { readdirSync, readFileSync } from "node:fs";

import type { Connection } from "@slipway/rpc";

import type { DaemonProtocol, RunState, RunView } from "../../protocol/index.ts";
import type { Received } from "../../webhooks/testing/receiver.ts";
import type { Ledger } from "./ledger.ts";

export type AuditOptions = {
  readonly ledger: Ledger;
  /** Of a daemon that lives, started after the last kill. */
  readonly call: Connection<DaemonProtocol>["call"];
  readonly received: readonly Received[];
  /** Answers with what a request of the account carried. */
  readonly keyOf: (account: string) => Promise<string | undefined>;
};

export type Audit = {
  readonly states: Readonly<Partial<Record<RunState, number>>>;
  readonly acknowledgedRuns: number;
  readonly toldEnds: number;
  readonly events: number;
  readonly accounts: number;
  /** Everything that was acknowledged and is not so; must be empty. */
  readonly findings: readonly string[];
};

/** Call it when no event is pending any more. */
export async function auditOf(options: AuditOptions): Promise<Audit> {
  const { ledger, call, received } = options;
  const runs = new Map<string, RunView>();
  for (const id of ledger.runs.keys()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- thousands of them
    const run = await call.get_run({ id }).catch(() => undefined);
    if (run !== undefined) runs.set(id, run);
  }
  const told = new Set(received.map(({ body }) => runIdOf(body)));
  const states: Partial<Record<RunState, number>> = {};
  for (const { state } of runs.values()) states[state] = (states[state] ?? 0) + 1;
  return {
    states,
    acknowledgedRuns: ledger.runs.size,
    toldEnds: [...ledger.runs.values()].filter(({ toldEnd }) => toldEnd !== undefined).length,
    events: told.size,
    accounts: ledger.accounts.size,
    findings: [
      ...runFindings(ledger, runs),
      ...[...ledger.runs.keys()].filter((id) => !told.has(id)).map((id) => `no event of ${id} arrived`),
      ...received.filter(({ isSigned }) => !isSigned).map(({ id }) => `the event ${id} is not signed`),
      ...processFindings(ledger),
      ...(await accountFindings(options)),
    ],
  };
}

function runFindings(ledger: Ledger, runs: ReadonlyMap<string, RunView>): readonly string[] {
  return [...ledger.runs.values()].flatMap(({ id, isLong, toldEnd }) => {
    const state = runs.get(id)?.state;
    if (state === undefined) return [`the run ${id} is lost`];
    if (state === "running") return [`the run ${id} has no final state`];
    if (toldEnd !== undefined && state !== toldEnd) return [`the run ${id} was told ${toldEnd}, is ${state}`];
    const isPossible = isLong ? state === "interrupted" || state === "cancelled" : state !== "failed";
    return isPossible ? [] : [`the run ${id} cannot be ${state}`];
  });
}

/** Programs have the id of their run in their environment, and hand it to what they start. */
function processFindings(ledger: Ledger): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      const id = /(?:^|\0)CHATTY_RUN=([^\0]+)/u.exec(environmentOf(pid))?.[1];
      return id !== undefined && ledger.runs.has(id) ? [`process ${pid} of ${id} is alive`] : [];
    });
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

async function accountFindings({ ledger, call, keyOf }: AuditOptions): Promise<readonly string[]> {
  const { accounts } = await call.list_accounts({});
  const there = new Set(accounts.filter(({ state }) => state === "ready").map(({ account }) => account));
  const findings: string[] = [];
  for (const [account, key] of ledger.accounts) {
    if (!there.has(account)) findings.push(`the account ${account} is lost`);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    else if ((await keyOf(account)) !== key) findings.push(`the key of ${account} is another`);
  }
  return findings;
}

function runIdOf(body: string): string {
  const { data }: { readonly data: { readonly id: string } } = JSON.parse(body);
  return data.id;
}

/** For people. */
export function auditTable({ counts }: Ledger, audit: Audit): string {
  const states = Object.entries(audit.states).map(([state, count]) => `${count} ${state}`);
  const rows: readonly (readonly [string, string | number])[] = [
    ["daemons killed", counts.kills],
    ["calls made", counts.calls],
    ["calls answered", counts.answers],
    ["runs acknowledged", audit.acknowledgedRuns],
    ["  of these now", states.join(", ")],
    ["ends that clients were told", audit.toldEnds],
    ["runs of which an event arrived", audit.events],
    ["accounts acknowledged, with their keys", audit.accounts],
    ["what is not as acknowledged", audit.findings.length],
  ];
  return rows.map(([what, value]) => `  ${what.padEnd(40)}${value}\n`).join("");
}
