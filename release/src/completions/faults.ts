import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of printing completions and man pages. */
type CompletionsFaultCode = "text-unprintable" | "text-unfit";

export const completionsFault: (code: CompletionsFaultCode, text: FaultText) => Fault = faultsOf({
  "text-unprintable": "environment",
  "text-unfit": "failed",
});
