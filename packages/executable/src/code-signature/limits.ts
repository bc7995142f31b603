/** How much of a code signature is ever looked at. */

export const SIGNATURE_LIMITS = {
  /** Blobs of one signature; codesign writes at most a dozen. */
  blobs: 64,
  /** A CodeDirectory's page: 4 KiB or 16 KiB, the two page sizes of macOS. */
  minPageShift: 12,
  maxPageShift: 14,
  identifierBytes: 255,
} as const;
