/** What a measure found. */
export type Found = {
  readonly measuredMs: number;
  /** What the measured program had in memory; undefined where the system does not tell, or nothing is bound. */
  readonly peakBytes: number | undefined;
};
