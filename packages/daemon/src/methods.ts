/** The table of methods: everything the daemon can be asked. */

import { type MethodTable, RpcError } from "./json-rpc.ts";

import type { Json, Params } from "./request.ts";

/** What the daemon knows about itself. */
export type DaemonFacts = {
  readonly version: string;
  readonly pid: number;
  readonly os: string;
  readonly cpu: string;
  /** A clock that only goes forward, in milliseconds. */
  readonly uptimeMs: () => number;
};

export function daemonMethods(facts: DaemonFacts): MethodTable {
  return new Map([["get_status", (params) => getStatus(params, facts)]]);
}

function getStatus(params: Params, facts: DaemonFacts): Json {
  expectNoParams(params);
  return {
    status: "running",
    name: "chatty-daemon",
    version: facts.version,
    pid: facts.pid,
    uptime_ms: Math.round(facts.uptimeMs()),
    os: facts.os,
    cpu: facts.cpu,
  };
}

function expectNoParams(params: Params): void {
  const [unknown] = Object.keys(params ?? {});
  if (unknown === undefined) return;
  throw new RpcError("invalid-params", `unknown parameter "${unknown}"; get_status takes none`);
}
