/** Starts a sidecar of this process' own, on its standard input and output. */

import { findSidecar } from "./find/find-sidecar.ts";
import { keepSidecar } from "./keep-sidecar.ts";
import { openProcess } from "./link/process-link.ts";

import type { Protocol } from "@slipway/rpc";
import type { Sidecar, SidecarOptions } from "./options.ts";

export type StartOptions<P extends Protocol> = SidecarOptions<P> & {
  /** Hears of each line of its standard error; what it throws is dropped. Lines may hold control characters. */
  readonly onLog?: (line: string) => void;
};

/**
 * Finds the executable, starts it, and resolves when it has answered and its version fits. From then on it is watched,
 * and started again when it ends; it ends with this process, however that ends.
 *
 * ```ts
 * const sidecar = await startSidecar("hello-daemon", {
 *   protocol, version: "1.2.0", status: (call, options) => call.get_status({}, options),
 * });
 * const { status } = await sidecar.call.get_status({}, { timeoutMs: 1000 });
 * await sidecar.stop();
 * ```
 *
 * @throws Fault `sidecar-not-found`, `sidecar-not-executable`, `sidecar-wrong-version`, `sidecar-died-at-start`,
 * `sidecar-bad-answer`, `sidecar-timed-out`; `sidecar-bad-name` for a name that is no file name
 */
export async function startSidecar<const P extends Protocol>(
  name: string,
  options: StartOptions<P>,
): Promise<Sidecar<P>> {
  const { path, source } = options;
  return keepSidecar<P>({
    name,
    options,
    reopen: "at-once",
    // It is looked for each time: an update may have moved it.
    open: async (settled) =>
      openProcess<P>({
        ...options,
        ...settled,
        found: findSidecar(name, { path, source, host: settled.host }),
      }),
  });
}
