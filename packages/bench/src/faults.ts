import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of this package. */
type BenchFaultCode =
  | "bad-arguments"
  | "unknown-benchmark"
  | "tool-missing"
  | "program-failed"
  | "archives-missing"
  | "nothing-to-measure"
  | "bench-interrupted";

export const benchFault: (code: BenchFaultCode, text: FaultText) => Fault = faultsOf({
  "bad-arguments": "usage",
  "unknown-benchmark": "usage",
  "tool-missing": "environment",
  "program-failed": "failed",
  "archives-missing": "failed",
  "nothing-to-measure": "config",
  "bench-interrupted": "interrupted",
});
