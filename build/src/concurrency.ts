/** How many jobs a machine can do at once. */

/** What one compiling job may take at its worst, measured at 455 MB. */
const JOB_BYTES = 600 * 1024 * 1024;
/** Free memory is what nobody uses at the moment, not what is to be had; two jobs alternate well on any machine. */
const LEAST_JOBS = 2;

/** As many jobs as cores, fewer where memory is short. */
export function jobsAtOnce(machine: {
  readonly cores: number;
  readonly freeBytes: number;
  /** The memory limit of a container (`process.constrainedMemory()`); 0 or undefined where there is none. */
  readonly limitBytes: number | undefined;
}): number {
  const { cores, freeBytes, limitBytes = 0 } = machine;
  const bytes = limitBytes > 0 ? Math.min(freeBytes, limitBytes) : freeBytes;
  const least = Math.max(1, Math.min(LEAST_JOBS, cores));
  return Math.max(least, Math.min(cores, Math.floor(bytes / JOB_BYTES)));
}
