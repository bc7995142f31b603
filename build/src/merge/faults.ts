import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of what was built elsewhere or earlier. */
type MergeFaultCode = "merge-source" | "merge-mixed" | "merge-incomplete";

export const mergeFault: (code: MergeFaultCode, text: FaultText) => Fault = faultsOf({
  "merge-source": "usage",
  "merge-mixed": "failed",
  "merge-incomplete": "failed",
});
