import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of taking over signatures. */
type SignFaultCode = "signature-unfit";

export const signFault: (code: SignFaultCode, text: FaultText) => Fault = faultsOf({
  "signature-unfit": "untrusted",
});
