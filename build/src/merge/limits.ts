/** What is read of records that other machines wrote. */

type LimitName = "recordBytes";

export const LIMITS: Readonly<Record<LimitName, number>> = {
  /** A thousand times what the record of two apps for nine targets has. */
  recordBytes: 32 * 1024 * 1024,
};
