import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of making a release twice. */
type TwiceFaultCode = "not-reproducible" | "second-release-failed" | "no-room-for-second";

export const twiceFault: (code: TwiceFaultCode, text: FaultText) => Fault = faultsOf({
  "not-reproducible": "failed",
  "second-release-failed": "failed",
  "no-room-for-second": "environment",
});
