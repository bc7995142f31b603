import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of what is bundled. */
type BundledFaultCode =
  | "license-too-large"
  | "license-missing"
  | "no-lockfile"
  | "audit-failed"
  | "audit-unreadable"
  | "vulnerable-packages";

export const bundledFault: (code: BundledFaultCode, text: FaultText) => Fault = faultsOf({
  "license-too-large": "failed",
  "license-missing": "failed",
  "no-lockfile": "config",
  "audit-failed": "environment",
  "audit-unreadable": "environment",
  "vulnerable-packages": "failed",
});
