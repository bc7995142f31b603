/** Which target this machine is: what the running Bun itself was made for. */

import { readLayout } from "@slipway/executable";
import { type RuntimeTargetId, TARGETS, targetOf } from "@slipway/targets";

import { buildFault } from "./faults.ts";

/**
 * The target whose executables run here.
 *
 * @throws Fault `no-host-target` where Bun publishes no runtime for this machine.
 */
export async function hostTarget(): Promise<RuntimeTargetId> {
  const { slices } = await readLayout(process.execPath);
  const [{ os, cpu, libc }] = slices;
  const target = os === undefined || cpu === undefined ? undefined : targetOf({ os, cpu, libc });
  if (target !== undefined && TARGETS[target].byDefault) return target;
  throw buildFault("no-host-target", {
    message: `Cannot build on this machine: there is no compiler for ${[os, cpu, libc].filter(Boolean).join(" ")}`,
    hint: "Build on Linux, macOS or Windows, x64 or arm64",
  });
}
