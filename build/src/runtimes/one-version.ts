/** One version of Bun makes all executables of a build: the one that compiles. */

import type { RuntimeTargetId } from "@slipway/targets";

import { buildFault } from "../faults.ts";
import { type Pins, readPin } from "./pins.ts";

/**
 * Checks that every target's runtime is of the version that compiles. A runtime of another one takes what was compiled,
 * but silently refuses its bytecode (measured with 1.4.3 and 1.4.4).
 *
 * @throws Fault `pin-invalid` with every other version, and what `readPin` throws.
 */
export function expectOneVersion(
  targets: readonly RuntimeTargetId[],
  options: { readonly host: RuntimeTargetId; readonly pins: Pins },
): void {
  const { host, pins } = options;
  const { version } = readPin(pins, host);
  const others = targets.map((target) => readPin(pins, target)).filter((pin) => pin.version !== version);
  const [first] = others;
  if (first === undefined) return;
  throw buildFault("pin-invalid", {
    message: `Cannot compile for ${first.target}: its runtime is pinned to ${first.version}, wanted ${version} as for ${host}, which compiles`,
    details: others.slice(1).map((pin) => `${pin.target} is pinned to ${pin.version}`),
    hint: `Run: slipway pin ${version}${others.map(({ target }) => ` --target ${target}`).join("")}`,
  });
}
