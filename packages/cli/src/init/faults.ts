import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of writing a project's first files. */
type InitFaultCode = "file-exists" | "no-package" | "no-entry";

export const initFault: (code: InitFaultCode, text: FaultText) => Fault = faultsOf({
  "file-exists": "usage",
  "no-package": "usage",
  "no-entry": "usage",
});
