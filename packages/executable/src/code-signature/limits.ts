/** How much of a code signature is ever looked at. */

export const SIGNATURE_LIMITS = {
  /** Blobs of one signature; codesign writes at most a dozen. */
  blobs: 64,
  /** All blobs: hashes of 32 and of 48 bytes for each 4 KiB of the largest file, 2 MiB for the rest. */
  sizeBytes: 44_040_192,
  /** What a signature covers besides pages; macOS knows eleven things. */
  specialSlots: 32,
  /** A CodeDirectory's page: 4 KiB or 16 KiB, the two page sizes of macOS. */
  minPageShift: 12,
  maxPageShift: 14,
  identifierBytes: 255,
} as const;
