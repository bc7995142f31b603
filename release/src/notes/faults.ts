import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of release notes. */
type NotesFaultCode = "changelog-missing" | "changelog-unusable" | "history-incomplete";

export const notesFault: (code: NotesFaultCode, text: FaultText) => Fault = faultsOf({
  /** Nothing says what changed: no section for the version, and no commits to tell it from. */
  "changelog-missing": "config",
  /** The changelog, or the section in it, cannot be published as it is. */
  "changelog-unusable": "config",
  /** Git cannot say which commits came since the previous release. */
  "history-incomplete": "environment",
});
