/** Where the user is at home. */

import { homedir } from "node:os";

import { daemonFault } from "../faults.ts";

/** @throws Fault `home-unknown`: without `HOME` the system says it of users that it knows, and of no others */
export function homeFolder(ask: () => string = homedir): string {
  try {
    return ask();
  } catch (cause) {
    throw daemonFault("home-unknown", {
      message: `Cannot find "~": HOME is not set and the system does not know user ${process.getuid?.()}, one of the two is wanted`,
      hint: "Set HOME to a folder of yours",
      cause,
    });
  }
}
