import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of the command line itself. */
type CliFaultCode = "unknown-command" | "unknown-option" | "bad-arguments";

export const cliFault: (code: CliFaultCode, text: FaultText) => Fault = faultsOf({
  "unknown-command": "usage",
  "unknown-option": "usage",
  "bad-arguments": "usage",
});
