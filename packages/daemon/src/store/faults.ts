/** Everything that can go wrong with the store, by code. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const FAULTS = {
  "store-newer": "environment",
  "store-locked": "environment",
  "store-full": "environment",
  "store-read-only": "environment",
  "store-not-a-database": "environment",
  "store-corrupted": "environment",
  "store-failed": "environment",
  "run-exists": "failed",
} as const;

export type StoreFaultCode = keyof typeof FAULTS;

/** Makes a fault of the store. */
export const storeFault: (code: StoreFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);
