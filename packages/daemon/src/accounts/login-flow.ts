/** What all ways of logging in have in common. */

import type { NextStep } from "./account-methods.ts";
import type { Credential } from "./credential.ts";

/** What a user gives to `verify`. */
export type LoginInput = { readonly key?: string | undefined; readonly code?: string | undefined };

export type LoginOutcome =
  | { readonly kind: "credential"; readonly credential: Credential }
  /** There is one more thing to do. */
  | { readonly kind: "next"; readonly next: NextStep };

export type LoginFlow = {
  readonly next: NextStep;
  /** When the login ends without having been finished, in milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Takes what the user gave. @throws Fault `login-incomplete` when it is not what was asked for. */
  readonly give: (input: LoginInput) => void;
  /** Waits for what is missing and finishes, or says what to do next. May be tried again after a fault. */
  readonly finish: () => Promise<LoginOutcome>;
  /** Gives up: whatever waits ends with Fault `login-stopped`. */
  readonly close: () => void;
};
