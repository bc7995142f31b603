import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of provenance. */
type ProvenanceFaultCode = "provenance-invalid";

export const provenanceFault: (code: ProvenanceFaultCode, text: FaultText) => Fault = faultsOf({
  "provenance-invalid": "untrusted",
});
