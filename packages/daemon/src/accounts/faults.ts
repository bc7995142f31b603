/** Everything that can go wrong with accounts, by code. No fault ever carries a secret, its causes neither. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const FAULTS = {
  "provider-invalid": "config",
  "provider-unknown": "usage",
  "provider-unreachable": "environment",
  "provider-refused": "failed",
  "account-unknown": "usage",
  "account-taken": "usage",
  "account-expired": "failed",
  "account-name-invalid": "usage",
  "accounts-damaged": "untrusted",
  "accounts-newer": "environment",
  "host-not-declared": "untrusted",
  "login-unknown": "usage",
  "login-incomplete": "usage",
  "login-expired": "failed",
  "login-denied": "failed",
  "login-stopped": "interrupted",
  "logins-too-many": "environment",
  "key-refused": "failed",
} as const;

export type AccountFaultCode = keyof typeof FAULTS;

export const accountFault: (code: AccountFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);
