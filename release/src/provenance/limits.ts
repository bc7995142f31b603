/** How much provenance is read at most. */

export const LIMITS = {
  /** A release of twelve targets with a thousand packages each has about two. */
  provenanceBytes: 16_777_216,
  /** One for each target, and one for what belongs to none. */
  statements: 256,
  /** As many differences are told. */
  problems: 100,
} as const;
