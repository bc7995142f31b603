/** What callers say about a sidecar, and what they hear of it. */

import type { Fault } from "@slipway/fault";
import type { Calls, Notifies, Limits as RpcLimits, Protocol, Served } from "@slipway/rpc";
import type { Host } from "./host.ts";
import type { SidecarLimits } from "./limits.ts";

/** The options that sidecars of both kinds have. */
export type SidecarOptions<P extends Protocol> = {
  /** What the sidecar declares: the same table that it implements. */
  readonly protocol: P;
  /**
   * Asks how it is, by whatever method it has for that. Asked after every start, when the version is looked at, and as
   * the health check. Hand `options` on to the call.
   *
   * ```ts
   * status: (call, options) => call.get_status({}, options)
   * ```
   */
  readonly status: (
    call: Calls<P>,
    options: { readonly timeoutMs: number },
  ) => Promise<{ readonly version: string }>;
  /** The version it must have: exactly this one, or what the function says fits. Left out: any. */
  readonly version?: string | ((version: string) => boolean);
  /** What the sidecar may call here. */
  readonly serve?: Served;
  /** The executable to use; left out, it is looked for: see `findSidecar()`. */
  readonly path?: string | undefined;
  /** In a checkout, the entry that Bun runs. */
  readonly source?: string | undefined;
  readonly args?: readonly string[];
  /** The folder it works in; left out: this process' own, for a shared instance the root folder. */
  readonly cwd?: string;
  /** Further variables for it, with values; and names of those of this process, `HELLO_*` for all that begin so. */
  readonly env?: Readonly<Record<string, string>>;
  readonly inheritEnv?: readonly string[];
  /** Hears of what happens to it. What it throws is dropped. */
  readonly onEvent?: (event: SidecarEvent) => void;
  readonly limits?: Partial<SidecarLimits>;
  /** Limits of the connection. */
  readonly rpcLimits?: Partial<RpcLimits>;
  /** What this process is; for tests. */
  readonly host?: Host;
};

/** What happens to a sidecar. */
export type SidecarEvent =
  /** It has answered, and its version fits. */
  | {
      readonly kind: "started";
      readonly version: string;
      readonly pid: number | undefined;
      readonly path: string;
    }
  /** It is gone, or was given up, without having been stopped; calls that waited end with `fault`. */
  | { readonly kind: "ended"; readonly fault: Fault }
  /** It will be started again after a pause. */
  | { readonly kind: "restarting"; readonly attempt: number; readonly delayMs: number }
  /** It is not started again; every call ends with `fault`. */
  | { readonly kind: "gave-up"; readonly fault: Fault };

/** A sidecar that can be talked to. */
export type Sidecar<P extends Protocol> = {
  /**
   * Calls a method. While it is started again, calls wait for it; `timeoutMs` counts that too. A call that was sent is
   * never sent again. Rejects with `RpcError` when the sidecar answers with an error, else with a `Fault`:
   * `sidecar-died`, `sidecar-bad-answer`, `sidecar-timed-out`, `sidecar-gave-up`, `sidecar-stopped`, and the connection's
   * `rpc-cancelled`, `rpc-unsendable`, `rpc-queue-full`.
   */
  readonly call: Calls<P>;
  /** Tells it something. Rejects as `call` does. */
  readonly notify: Notifies<P>;
  /** What it is now; undefined while it is gone. */
  readonly current: () => RunningSidecar | undefined;
  /** Ends it, or the connection to a shared one, and resolves when that is done. May be called again. */
  readonly stop: () => Promise<StopResult>;
  /** Resolves when it was stopped or given up, with the fault that further calls end with. Never rejects. */
  readonly ended: Promise<Fault>;
};

export type RunningSidecar = {
  readonly version: string;
  /** Undefined for a shared instance: several may have been started at once, of which one serves. */
  readonly pid: number | undefined;
  /** The executable or source; the socket for a shared instance. */
  readonly path: string;
};

/** How a sidecar came to its end. */
export type StopResult = {
  /**
   * `ended`: by itself, at the end of its input; `terminated`: by SIGTERM; `killed`: by SIGKILL; `disconnected`: it is
   * shared and goes on; `gone`: it had ended before.
   */
  readonly kind: "ended" | "terminated" | "killed" | "disconnected" | "gone";
  readonly exitCode?: number | undefined;
  readonly signal?: string | number | undefined;
};
