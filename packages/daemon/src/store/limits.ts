/** What the store keeps, and how long it waits. */
export const STORE_LIMITS = {
  /** How long a call waits for another process to let go of the database. */
  lockWaitMs: 5000,
  /** How long one look at a held database may block this process. */
  lockBlockMs: 20,
  /** The longest pause between two looks; it varies, so that two processes do not look in step for ever. */
  lockPauseMs: 10,
  /** How often one call puts a corrupted database aside: the new one is well, or the disk is not. */
  mends: 2,
  /** The most runs in one answer, and how many it has when nobody says. */
  listRuns: 1000,
  /** The most that the runs of one answer have together, apart from a few hundred bytes each: it must fit into a message. */
  listSizeBytes: 2_000_000,
  /** Runs that have ended are removed, oldest first, beyond any of these three: so many, 90 days, and */
  keptRuns: 5000,
  keptAgeMs: 7_776_000_000,
  /** 4 GiB of output files together, as they are on the disk, with the arguments and requests. */
  keptOutputBytes: 4_294_967_296,
  /** After so many ended runs the store tidies up by itself. */
  endsBetweenTidying: 200,
  /** Rows removed in one transaction: others get their turn in between. */
  removedAtOnce: 100,
  /** Unused pages are given back to the disk when they are at least this many and a quarter of all. */
  vacuumFromPages: 256,
  /** So many at a time. */
  vacuumedPagesAtOnce: 256,
  /** What the write-ahead log may keep on the disk after a checkpoint. */
  journalSizeBytes: 4_194_304,
} as const;
