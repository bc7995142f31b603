import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of what apps print of themselves. */
type PrintedFaultCode = "text-unfit";

export const printedFault: (code: PrintedFaultCode, text: FaultText) => Fault = faultsOf({
  "text-unfit": "failed",
});
