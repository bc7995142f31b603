import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of this package: what can be wrong with a configuration. */
type ConfigFaultCode =
  | "config-not-found"
  | "config-unreadable"
  | "config-threw"
  | "config-invalid"
  | "package-unreadable";

export const configFault: (code: ConfigFaultCode, text: FaultText) => Fault = faultsOf({
  "config-not-found": "config",
  "config-unreadable": "config",
  "config-threw": "config",
  "config-invalid": "config",
  "package-unreadable": "config",
});
