/** What `latest.json` holds. The fields are named as in the file. */

export type LatestPlatform = {
  readonly url: string;
  /** Base64 of the whole .minisig text of what `url` gives. */
  readonly signature: string;
};

export type Latest = {
  /** Without a leading `v`. */
  readonly version: string;
  readonly notes?: string;
  readonly pub_date?: string;
  /** By Tauri's key, e.g. `darwin-aarch64`. */
  readonly platforms: Readonly<Record<string, LatestPlatform>>;
};
