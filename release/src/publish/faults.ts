import { Fault, faultsOf, type FaultText } from "@slipway/fault";

/** Codes of publishing. */
export type PublishFaultCode =
  | "no-destination"
  | "not-publishable"
  | "release-stale"
  | "not-smoked"
  | "tag-elsewhere"
  | "already-published"
  | "foreign-asset"
  | "other-publisher"
  | "draft-changed"
  | "track-foreign"
  | "publish-incomplete"
  | "no-draft"
  | "published-untrusted"
  | "published-unproven"
  | "no-token"
  | "token-refused"
  | "no-rights"
  | "no-repository"
  | "commit-unpushed"
  | "asset-too-large"
  | "rate-limited"
  | "github-failed"
  | "github-refused"
  | "github-unreachable"
  | "no-room";

export const publishFault: (code: PublishFaultCode, text: FaultText) => Fault = faultsOf({
  /** The configuration names no place to publish to. */
  "no-destination": "config",
  /** Several things stand in the way at once; the details have them all. */
  "not-publishable": "failed",
  /** What is in `dist` is no release of this commit and version. */
  "release-stale": "failed",
  /** Nothing ran an executable, and no waiver says why that is well. */
  "not-smoked": "failed",
  "tag-elsewhere": "failed",
  /** The version is there with other bytes. */
  "already-published": "failed",
  /** The draft has files that are not ours. */
  "foreign-asset": "failed",
  "other-publisher": "failed",
  /** Somebody changed the draft between a look and a change. */
  "draft-changed": "failed",
  /** What is in the place of the track's document cannot be read as one. */
  "track-foreign": "failed",
  /** The destination does not show what it has confirmed. */
  "publish-incomplete": "failed",
  /** Nothing of the version lies at the destination. */
  "no-draft": "failed",
  /** What anybody gets is not what was published. */
  "published-untrusted": "untrusted",
  /** It is published, and nobody could look at it. */
  "published-unproven": "environment",
  "no-token": "environment",
  "token-refused": "environment",
  "no-rights": "environment",
  "no-repository": "config",
  "commit-unpushed": "environment",
  "asset-too-large": "failed",
  "rate-limited": "environment",
  "github-failed": "environment",
  /** What it will not take the next time either. */
  "github-refused": "failed",
  "github-unreachable": "environment",
  "no-room": "environment",
});

/** Faults after which the destination is looked at again, and what is missing is done once more. */
const PASSING: readonly string[] = ["draft-changed", "github-failed", "github-unreachable", "rate-limited"];

/** Whether a fault may pass when the same is tried again. */
export function isPassing(error: unknown): boolean {
  return error instanceof Fault && PASSING.includes(error.code);
}
