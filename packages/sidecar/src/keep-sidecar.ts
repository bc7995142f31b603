/** What sidecars of both kinds have in common: options with nothing left out, and somebody who looks after them. */

import { type Host, thisHost } from "./host.ts";
import { cleanEnvironment } from "./launch/clean-environment.ts";
import { LIMITS, type SidecarLimits } from "./limits.ts";
import { quiet } from "./quiet.ts";
import { supervise, type SuperviseOptions } from "./supervise/supervise.ts";

import type { Protocol } from "@slipway/rpc";
import type { Link } from "./link/link.ts";
import type { Sidecar, SidecarOptions } from "./options.ts";

/** What a sidecar is opened with, each time. */
export type Settled = {
  readonly name: string;
  readonly host: Host;
  readonly limits: SidecarLimits;
  /** All variables it gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted: it is not wanted any more. */
  readonly signal: AbortSignal;
};

export type KeepOptions<P extends Protocol> = Pick<SuperviseOptions<P>, "reopen"> & {
  readonly name: string;
  readonly options: SidecarOptions<P>;
  readonly open: (settled: Settled) => Promise<Link<P>>;
};

/** Rejects when the first start fails. */
export async function keepSidecar<P extends Protocol>({
  name,
  options,
  reopen,
  open,
}: KeepOptions<P>): Promise<Sidecar<P>> {
  const host = options.host ?? thisHost();
  const limits = { ...LIMITS, ...options.limits };
  const environment = cleanEnvironment(host, options);
  return supervise<P>({
    protocol: options.protocol,
    status: options.status,
    name,
    limits,
    onEvent: quiet(options.onEvent),
    reopen,
    open: (signal) => open({ name, host, limits, environment, signal }),
  });
}
