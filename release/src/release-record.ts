/** `dist/release.json`: every file of the release, for the next step and for people. */

import type { TargetId } from "@slipway/targets";

export type ArtifactKind =
  | "executable"
  | "archive"
  | "signature"
  | "sbom"
  | "manifest"
  | "installer"
  | "provenance"
  | "checksums";

export type ArtifactEntry = {
  readonly file: string;
  readonly kind: ArtifactKind;
  readonly target: TargetId | null;
  readonly app: string | null;
  readonly sizeBytes: number;
  readonly sha256: string;
};

export type ReleaseRecord = {
  readonly format: 1;
  readonly product: string;
  readonly version: string;
  readonly snapshot: boolean;
  readonly commit: string | null;
  /** True when files differed from the commit. */
  readonly dirty: boolean;
  /** RFC 3339, UTC. */
  readonly date: string;
  /** Id of the minisign key it is signed with. */
  readonly key: string;
  readonly artifacts: readonly ArtifactEntry[];
  /** What the plan left out, each with its reason. */
  readonly skipped: readonly { readonly what: string; readonly reason: string }[];
};

/** The text of `dist/release.json`. */
export function releaseRecordText(record: ReleaseRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
