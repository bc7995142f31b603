import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of the checks that what an app needs at run time is declared. */
type DeclaredFaultCode = "undeclared-file" | "foreign-addon" | "unfollowed-addon" | "undecided-dotenv";

export const declaredFault: (code: DeclaredFaultCode, text: FaultText) => Fault = faultsOf({
  "undeclared-file": "config",
  "foreign-addon": "config",
  "unfollowed-addon": "config",
  "undecided-dotenv": "config",
});
