/** What is to be published, and what a destination has of it. */

export type LocalFile = {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

export type Track = "stable" | "beta";

export type LocalRelease = {
  readonly product: string;
  readonly version: string;
  /** `v` and the version. */
  readonly tag: string;
  /** Full id. */
  readonly commit: string;
  readonly isPrerelease: boolean;
  readonly track: Track;
  /** In code unit order. */
  readonly files: readonly LocalFile[];
  /** SHA-256 of `checksums.txt`, which stands for all of them. */
  readonly checksums: string;
  /** The text of `latest.json`; undefined where the release has none. */
  readonly manifest: string | undefined;
};

/** What a draft says of who makes it. */
export type Marker = {
  readonly publisher: string;
  readonly checksums: string;
};

export type RemoteAsset = {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Undefined for what is not whole. */
  readonly sha256: string | undefined;
};

export type RemoteRelease = {
  readonly id: string;
  /** Undefined for what Slipway did not make. */
  readonly marker: Marker | undefined;
  /** Whom the destination names as its author. */
  readonly author: string;
  /** When anything in it last changed, in milliseconds since 1970. */
  readonly touchedMs: number;
  readonly assets: readonly RemoteAsset[];
};

export type TrackDocument = {
  /** Undefined where it says none. */
  readonly version: string | undefined;
};

/** All that a destination has that matters to one version. */
export type RemoteState = {
  /** The commit of the version's tag. */
  readonly tagCommit: string | undefined;
  readonly published: RemoteRelease | undefined;
  /** In the order in which they were made. */
  readonly drafts: readonly RemoteRelease[];
  readonly trackDocument: TrackDocument | undefined;
};
