import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of taking completions and man pages into a release. */
type CompletionsFaultCode = "text-unprintable";

export const completionsFault: (code: CompletionsFaultCode, text: FaultText) => Fault = faultsOf({
  "text-unprintable": "environment",
});
