/** Where the page may be served: on this computer only. */

import { chattyFault } from "../faults.ts";

/** The hosts that no other computer can reach. */
export const LOOPBACK_HOSTS: ["127.0.0.1", "localhost", "::1"] = ["127.0.0.1", "localhost", "::1"];

export type LoopbackHost = (typeof LOOPBACK_HOSTS)[number];

const MAX_PORT = 65_535;

/** @throws Fault `invalid-value` */
export function portFrom(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${text}" as --port: a port is a whole number from 0 to ${MAX_PORT}`,
    hint: "Use --port=0 for any free port",
  });
}
