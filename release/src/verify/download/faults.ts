import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of downloading a release. */
type DownloadFaultCode =
  | "address-unusable"
  | "no-downloads"
  | "download-failed"
  | "download-too-large"
  | "download-unsafe";

export const downloadFault: (code: DownloadFaultCode, text: FaultText) => Fault = faultsOf({
  "address-unusable": "usage",
  /** A tag is named, and the configuration does not say where releases are. */
  "no-downloads": "config",
  "download-failed": "environment",
  "download-too-large": "untrusted",
  /** A redirect leads to where nobody should follow. */
  "download-unsafe": "untrusted",
});
