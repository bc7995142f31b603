import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of this package; those of packing are in pack/faults.ts. */
type ReleaseFaultCode =
  | "dirty-tree"
  | "no-commit"
  | "name-taken"
  | "no-public-key"
  | "no-secret-key"
  | "key-mismatch"
  | "key-unreadable"
  | "public-key-unusable"
  | "public-test-key"
  | "output-blocked"
  | "release-untrusted"
  | "release-not-found";

export const releaseFault: (code: ReleaseFaultCode, text: FaultText) => Fault = faultsOf({
  "dirty-tree": "environment",
  "no-commit": "environment",
  "name-taken": "config",
  "no-public-key": "config",
  "no-secret-key": "environment",
  "key-mismatch": "untrusted",
  "key-unreadable": "environment",
  "public-key-unusable": "config",
  "public-test-key": "config",
  "output-blocked": "environment",
  "release-untrusted": "untrusted",
  "release-not-found": "usage",
});
