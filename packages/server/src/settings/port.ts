/** Reads ports. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

const MAX_PORT = 65_535;

/**
 * 0 is any free one; `source` is where the text was given, e.g. `--port`.
 *
 * @throws Fault `invalid-value`
 */
export function portOf(text: string, source: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(text)}" as ${source}: a port is a whole number from 0 to ${MAX_PORT}`,
    hint: `Use ${source}=0 for any free port`,
  });
}
