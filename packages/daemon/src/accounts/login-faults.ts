/** Faults that all ways of logging in have in common. */

import { accountFault } from "./faults.ts";

import type { Fault } from "@slipway/fault";

/** For a login that took too long. */
export function loginExpired(provider: string): Fault {
  return accountFault("login-expired", {
    message: `Cannot log in to "${provider}": the time for it is over`,
    hint: "Log in again",
  });
}

/** For a login that was given up, by the user or because the daemon ends. */
export function loginStopped(provider: string): Fault {
  return accountFault("login-stopped", {
    message: `Cannot log in to "${provider}": the login was stopped`,
    hint: "Log in again",
  });
}

/** For something else than what was asked for. */
export function loginIncomplete(provider: string, wanted: string): Fault {
  return accountFault("login-incomplete", {
    message: `Cannot log in to "${provider}": ${wanted} is wanted`,
    hint: 'Write "chatty accounts verify LOGIN", with --give=key for a key, --give=code for a code or address',
  });
}

/** For a user who, or a provider that, said no. */
export function loginDenied(provider: string): Fault {
  return accountFault("login-denied", {
    message: `Cannot log in to "${provider}": the login was denied`,
    hint: "Log in again and agree",
  });
}
