import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of the command line itself. */
type CliFaultCode =
  | "unknown-command"
  | "unknown-option"
  | "bad-arguments"
  | "cannot-write"
  | "not-installed"
  | "signature-invalid";

export const cliFault: (code: CliFaultCode, text: FaultText) => Fault = faultsOf({
  "unknown-command": "usage",
  "unknown-option": "usage",
  "bad-arguments": "usage",
  "cannot-write": "environment",
  "not-installed": "environment",
  "signature-invalid": "untrusted",
});

/** What a failed write to standard output means. */
export function cannotWriteResult(cause: Error): Fault {
  return cliFault("cannot-write", {
    message: `Cannot write the result: ${cause.message}`,
    hint: "Free some space, or write it elsewhere",
    cause,
  });
}

/** A package of Slipway's own that is not there: its folder was never installed, or half removed. */
export function notInstalledFault(error: unknown): Fault | undefined {
  if (!(error instanceof Error) || !/^Cannot find (?:package|module) /u.test(error.message)) return undefined;
  return cliFault("not-installed", {
    message: `Cannot start: a package of Slipway is missing (${error.message.split("\n")[0]})`,
    hint: "Run bun install in the folder of Slipway",
    cause: error,
  });
}
