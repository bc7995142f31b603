/** Writes the texts of a release, and describes its files for the record. */

import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { TargetId } from "@slipway/targets";

import type { ArtifactEntry } from "./release-record.ts";
import { type Digested, digestText } from "./sign/sign.ts";

/** Modes are part of the release, whatever the umask of the machine that makes it; archives have that of texts. */
export const MODES = { folder: 0o755, executable: 0o755, text: 0o644 } as const;

/** Writes a text into the release's folder. */
export function writeText(
  kind: ArtifactEntry["kind"],
  content: {
    readonly file: string;
    readonly text: string;
    readonly folder: string;
    readonly target: TargetId | null;
  },
): ArtifactEntry {
  const path = join(content.folder, content.file);
  writeFileSync(path, content.text);
  chmodSync(path, MODES.text);
  return entryOf(kind, digestText(content.file, content.text), content.target);
}

/** The record's entry of a file that was written. */
export function entryOf(
  kind: ArtifactEntry["kind"],
  digested: Digested,
  target: TargetId | null,
): ArtifactEntry {
  return {
    file: digested.file,
    kind,
    target,
    app: null,
    sizeBytes: digested.sizeBytes,
    sha256: digested.sha256,
  };
}
