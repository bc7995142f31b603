/** What an executable says it is: from the sources, never from the clock. */

export type Identity = {
  /** The configuration's version; a snapshot's names the commit. */
  readonly version: string;
  /** Full id of the commit; undefined outside version control. */
  readonly commit: string | undefined;
  /** True when files differ from the commit. */
  readonly dirty: boolean;
  /** The commit's date, in seconds since 1970. */
  readonly dateSeconds: number;
};

/** `2026-11-20T08:00:00Z` (RFC 3339, UTC). */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
