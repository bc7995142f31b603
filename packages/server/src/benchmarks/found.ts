/** What a measure found. */
export type Found = {
  readonly measuredMs?: number;
  /** What the measured program had in memory; undefined where the system does not tell, or nothing is bound. */
  readonly peakBytes?: number | undefined;
  /** The same where it has a bound of its own. */
  readonly sizeBytes?: number | undefined;
};

/** The smallest, which is what a program takes when nothing else is in its way. */
export function smallest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}
