/** The methods as they are served: what one needs is loaded when somebody calls it. */

import { lazy } from "../work/lazy.ts";
import { plainStatus } from "./plain-status.ts";

import type { Served, ServedMethod } from "@slipway/rpc";

import type { DaemonProtocol } from "../protocol/protocol.ts";
import type { StatusMethodsOptions } from "./status-methods.ts";

/**
 * Whether each method waits for those before it, as the declaration says too: reading the declaration takes a third of
 * the time that a client waits for the first answer.
 */
export const IS_ORDERED: { readonly [Name in keyof DaemonProtocol]: boolean } = {
  get_status: false,
  shutdown: false,
  start_run: true,
  cancel_run: false,
  get_run: true,
  list_runs: true,
  follow_run: false,
  watch_run: false,
  list_accounts: false,
  login: false,
  verify: false,
  logout: false,
  rotate_secrets: false,
};

/** All methods; a plain `get_status` is answered with nothing loaded. */
export function servedMethods(options: StatusMethodsOptions): Served {
  const all = lazy(async () => (await import("./all-methods.ts")).allMethods(options));
  const methods = new Map<string, ServedMethod>();
  // Not by `map`, which the engine compiles when it is first used.
  for (const [name, ordered] of Object.entries(IS_ORDERED)) {
    methods.set(name, {
      kind: "method",
      ordered,
      run(params, context) {
        if (name === "get_status" && isNothing(params)) return plainStatus(options);
        return all.get().then((loaded) => loaded.get(name)?.run(params, context));
      },
    });
  }
  return methods;
}

function isNothing(params: unknown): boolean {
  if (params === undefined) return true;
  return (
    typeof params === "object" &&
    params !== null &&
    !Array.isArray(params) &&
    Object.keys(params).length === 0
  );
}
