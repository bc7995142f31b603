/** A client that asks a daemon for whatever comes to its mind, until the daemon is dead. */

import { Fault } from "@slipway/fault";
import { RpcError, type Connection } from "@slipway/rpc";

import type { Random } from "@slipway/testkit";

import type { DaemonProtocol, RunView, StartRunParams } from "../../protocol/index.ts";
import type { Ledger } from "./ledger.ts";

export type LoadOptions = {
  readonly ledger: Ledger;
  readonly random: Random;
  /** No more accounts than these: each one makes the file of secrets longer. */
  readonly accounts: number;
};

type Call = Connection<DaemonProtocol>["call"];

type Asking = LoadOptions & { readonly call: Call; readonly own: string[] };

/** Resolves when the connection is over. What a daemon refuses is no answer that must be kept. */
export async function askUntilDead(call: Call, options: LoadOptions): Promise<void> {
  const asking: Asking = { ...options, call, own: [] };
  const { counts } = options.ledger;
  for (;;) {
    counts.calls += 1;
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await askSomething(asking);
      counts.answers += 1;
    } catch (error) {
      if (error instanceof Fault && error.code === "rpc-connection-ended") return;
      if (!(error instanceof RpcError) || error.code < 0) throw error;
    }
  }
}

const MOST_RUNS = 4500;

function askSomething(asking: Asking): Promise<unknown> {
  const { random, call } = asking;
  const chance = random.below(100);
  if (chance < 45) return start(asking);
  if (chance < 60) return cancel(asking);
  if (chance < 75) return follow(asking);
  if (chance < 82) return login(asking);
  return chance < 90 ? call.list_runs({ limit: 5 }) : call.get_status({});
}

async function start({ call, random, ledger, own }: Asking): Promise<void> {
  // The history keeps no more than 5000: what it forgets on purpose is not lost.
  if (ledger.runs.size >= MOST_RUNS) return;
  const isLong = random.below(3) === 0;
  const { id } = await call.start_run(programOf(isLong, random));
  ledger.runs.set(id, { id, isLong, toldEnd: undefined });
  own.push(id);
}

/** Long ones have children, some of which do not want to end. */
function programOf(isLong: boolean, random: Random): StartRunParams {
  const scripts = isLong
    ? ["sleep 300", "sleep 300 & sleep 300", "trap '' TERM; sleep 300 & wait; sleep 300"]
    : ["true", "echo out; echo err >&2; exit 3", "seq 2000", "sleep 0.05; echo late"];
  return { kind: "program", argv: ["sh", "-c", scripts[random.below(scripts.length)] ?? ""] };
}

async function cancel(asking: Asking): Promise<void> {
  const id = chosen(asking);
  if (id === undefined) return;
  note(asking, await asking.call.cancel_run({ id }));
  asking.ledger.counts.cancels += 1;
}

/** Long ones would keep the client from asking anything else. */
async function follow(asking: Asking): Promise<void> {
  const id = chosen(asking);
  if (id === undefined || asking.ledger.runs.get(id)?.isLong === true) return;
  note(asking, await asking.call.follow_run({ id }));
  asking.ledger.counts.follows += 1;
}

function note({ ledger }: Asking, { id, state }: RunView): void {
  const run = ledger.runs.get(id);
  if (run !== undefined) ledger.runs.set(id, { ...run, toldEnd: state });
}

function chosen({ own, random }: Asking): string | undefined {
  return own.length === 0 ? undefined : own[random.below(own.length)];
}

async function login({ call, ledger, random, accounts }: Asking): Promise<void> {
  if (ledger.accounts.size >= accounts) return;
  const name = `account-${Bun.randomUUIDv7("hex").slice(-12)}`;
  const key = `key-${random.below(2 ** 31)}`;
  const begun = await call.login({ provider: "keys", account: name });
  if (begun.state !== "pending") throw new Error("a login with a key waits for it");
  const { state } = await call.verify({ login: begun.login, key });
  if (state === "logged_in") ledger.accounts.set(name, key);
}
