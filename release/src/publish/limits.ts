/** The limits of publishing, with units. */

export const LIMITS = {
  /** As many files are on their way at once. */
  uploadsAtOnce: 4,
  /** How often something may go wrong without any progress in between. */
  failures: 6,
  /** The same for questions before anything is changed; each is asked several times as it is. */
  questionFailures: 2,
  /** How often to look again for what was confirmed and is not shown yet. */
  lateLooks: 6,
  /** The longest that a server's wish to be left alone is followed. */
  rateLimitWaitMs: 600_000,
  /** How long a draft of another publisher must have been still: longer than one upload may last. */
  idleMs: 5_400_000,
  /** The same of a draft that is whole, and of which only the publishing is left. */
  wholeIdleMs: 60_000,
  /** How long to wait for others that change the same folder, and how often to ask. */
  folderLockWaitMs: 60_000,
  folderLockPollMs: 10,
  /** An answer of the API. */
  answerBytes: 16_777_216,
  answerTimeoutMs: 60_000,
  /** One file, however slow the line: 2 GiB at 1 MB/s take 36 minutes. */
  uploadTimeoutMs: 3_600_000,
  /** Pages of a hundred releases, or of a hundred files. */
  pages: 50,
  /** GitHub takes no file of 2 GiB or more, and a thousand of them (docs.github.com, "About releases"). */
  assetBytes: 2_147_483_647,
  assets: 1000,
  /** What is kept of what a server says of an error. */
  saidCharacters: 300,
} as const;

/** How long to wait; tests have less. */
export type Patience = {
  /** The first wait; each further one is twice as long. */
  readonly baseMs: number;
  readonly answerTimeoutMs: number;
  /** What a second is that a server tells to wait. */
  readonly secondMs: number;
};

export const PATIENCE: Patience = {
  baseMs: 1000,
  answerTimeoutMs: LIMITS.answerTimeoutMs,
  secondMs: 1000,
};
