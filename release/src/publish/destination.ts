/** A place that releases are published to: seen and changed through the same few operations, whatever it is. */

import type { Fault } from "@slipway/fault";

import type { ReleasePlace } from "../verify/release-place.ts";
import type { LocalFile, LocalRelease, Marker, RemoteAsset, RemoteRelease, RemoteState } from "./state.ts";

/** What a draft is made of. */
export type DraftText = {
  /** Markdown, without the marker. */
  readonly notes: string;
  readonly marker: Marker;
};

/** A tag, and the SHA-256 of the `checksums.txt` that is meant, where it is known. */
export type NamedRelease = Pick<LocalRelease, "tag"> & { readonly checksums?: string | undefined };

/**
 * Every change is one request or one step of the file system. Right before it, a draft is read once more: where it is
 * not of the publisher and of the bytes that were seen, the change fails with `draft-changed`. A fault that may pass says nothing of whether the change
 * took place: the next look does.
 */
export type Destination = {
  /** As people know it; also what the journal knows it by. */
  readonly label: string;
  /** Where people find the release. */
  readonly address: (release: Pick<LocalRelease, "tag">) => string;
  /** What `slipway verify` takes for it. */
  readonly verifiable: (release: Pick<LocalRelease, "tag">) => string;
  /**
   * The files of a release, or else of a draft of it, for those who publish; undefined where there is neither. With
   * `checksums`, no draft that was made of other files.
   */
  readonly filesOf: (release: NamedRelease) => Promise<ReleasePlace | undefined>;
  /** Whether everybody may have what is published. */
  readonly isPublic: () => Promise<boolean>;
  /** What stands in the way before anything is changed. */
  readonly problems: (release: LocalRelease) => Promise<readonly Fault[]>;
  readonly look: (release: LocalRelease) => Promise<RemoteState>;
  readonly createDraft: (release: LocalRelease, text: DraftText) => Promise<void>;
  /** Writes a new publisher into a draft; whose bytes it is made of stays. */
  readonly claimDraft: (draft: RemoteRelease, text: DraftText) => Promise<void>;
  readonly dropDraft: (draft: RemoteRelease) => Promise<void>;
  readonly removeAsset: (draft: RemoteRelease, asset: RemoteAsset) => Promise<void>;
  /** Resolves when the destination has confirmed the file's size and digest. */
  readonly upload: (draft: RemoteRelease, file: LocalFile) => Promise<void>;
  /** Its text is written once more: an earlier try may have made the draft with another one. */
  readonly publish: (draft: RemoteRelease, release: LocalRelease, text: DraftText) => Promise<void>;
  readonly writeTrack: (release: LocalRelease) => Promise<void>;
};
