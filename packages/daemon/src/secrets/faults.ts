/** Everything that can go wrong with the place where secrets are kept, by code. No fault ever carries a secret. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const FAULTS = {
  "secrets-damaged": "untrusted",
  "secrets-newer": "environment",
  "secrets-busy": "environment",
  "lock-unusable": "environment",
  "passphrase-missing": "usage",
  "passphrase-wrong": "usage",
  "key-file-missing": "environment",
  "key-file-damaged": "untrusted",
  "key-file-exposed": "environment",
  "keyring-unavailable": "environment",
  "secret-too-large": "failed",
  "keyring-keeps-key": "usage",
} as const;

export type SecretFaultCode = keyof typeof FAULTS;

export const secretFault: (code: SecretFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);
