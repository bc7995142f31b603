/** What this process knows of itself. */

import { version as released } from "@slipway/app";

import { version as inCheckout } from "../package.json";

import type { DaemonFacts } from "./methods/plain-status.ts";

export const FACTS: Omit<DaemonFacts, "clients" | "mode"> = {
  version: released ?? inCheckout,
  pid: process.pid,
  os: process.platform,
  cpu: process.arch,
  uptimeMs: () => performance.now(),
};

/** Of a daemon with one owner. */
export const OWNED_FACTS: DaemonFacts = { ...FACTS, mode: "stdio", clients: () => 1 };
