import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of this package. */
type BuildFaultCode =
  | "unknown-app"
  | "no-host-target"
  | "runtime-unpinned"
  | "runtime-unavailable"
  | "runtime-untrusted"
  | "pin-invalid"
  | "icon-invalid"
  | "stamp-invalid"
  | "runtime-unfit"
  | "compile-failed"
  | "compile-crashed"
  | "executable-wrong"
  | "executable-missing"
  | "sign-unavailable"
  | "sign-failed"
  | "sign-wrong"
  | "smoke-failed"
  | "emulator-unusable"
  | "temporary-folder-unfit"
  | "output-locked"
  | "output-blocked"
  | "record-unreadable"
  | "sources-changed"
  | "git-failed"
  | "interrupted";

export const buildFault: (code: BuildFaultCode, text: FaultText) => Fault = faultsOf({
  "unknown-app": "usage",
  "no-host-target": "environment",
  "runtime-unpinned": "config",
  "runtime-unavailable": "environment",
  "runtime-untrusted": "untrusted",
  "pin-invalid": "config",
  "icon-invalid": "config",
  "stamp-invalid": "config",
  "runtime-unfit": "config",
  "compile-failed": "failed",
  "compile-crashed": "failed",
  "executable-wrong": "untrusted",
  "executable-missing": "failed",
  "sign-unavailable": "environment",
  "sign-failed": "failed",
  "sign-wrong": "untrusted",
  "smoke-failed": "failed",
  "emulator-unusable": "environment",
  "temporary-folder-unfit": "environment",
  "output-locked": "environment",
  "output-blocked": "environment",
  "record-unreadable": "environment",
  "sources-changed": "environment",
  "git-failed": "environment",
  interrupted: "interrupted",
});
