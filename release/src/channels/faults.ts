import { Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of channels. */
export type ChannelFaultCode =
  | "no-brew-target"
  | "no-git"
  | "tap-missing"
  | "tap-refused"
  | "tap-branch"
  | "tap-protected"
  | "tap-foreign"
  | "tap-busy"
  | "tap-unreachable"
  | "tap-failed";

export const channelFault: (code: ChannelFaultCode, text: FaultText) => Fault = faultsOf({
  /** The release has no archive that Homebrew could install. */
  "no-brew-target": "config",
  "no-git": "environment",
  "tap-missing": "config",
  /** No credentials, wrong ones, or ones that may not push. */
  "tap-refused": "environment",
  "tap-branch": "config",
  /** The server does not take the commit, whoever pushes it. */
  "tap-protected": "failed",
  /** In the formula's place is something that Slipway did not write, or whose version cannot be read. */
  "tap-foreign": "failed",
  /** Others pushed at the same time. */
  "tap-busy": "environment",
  "tap-unreachable": "environment",
  "tap-failed": "failed",
});

const PASSING: readonly string[] = ["tap-busy", "tap-unreachable"];

/** Whether a fault may pass when the same is tried again. */
export function isPassing(error: unknown): boolean {
  return error instanceof Fault && PASSING.includes(error.code);
}
