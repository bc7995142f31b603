/** How much is told. */

import { daemonFault } from "../faults.ts";

/** From the fewest lines to the most. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

const DEFAULT_LEVEL = "info";

/** Reads `CHATTY_LOG_LEVEL`. @throws Fault `log-level-unknown` */
export function logLevelOf(variables: Readonly<Record<string, string | undefined>>): LogLevel {
  const text = variables["CHATTY_LOG_LEVEL"] ?? "";
  if (text === "") return DEFAULT_LEVEL;
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (level !== undefined) return level;
  throw daemonFault("log-level-unknown", {
    message: `Cannot use CHATTY_LOG_LEVEL "${text}": no such level`,
    hint: `Set it to one of: ${LOG_LEVELS.join(", ")}`,
  });
}
