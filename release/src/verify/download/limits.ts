/** The limits of downloading a release, with units. */

export const LIMITS = {
  /** So many files come at once. */
  atOnce: 4,
  /** More than any CDN needs: GitHub needs one. */
  redirects: 5,
  /** How often a file is asked for before it is given up. */
  attempts: 4,
  /** The same for what was published just now and may be late: half a minute. */
  freshAttempts: 6,
  /** The list of digests, and its signature. */
  listBytes: 1_048_576,
  /** Signatures, SBOMs, provenance, manifests. */
  documentBytes: 67_108_864,
  /** Executables and archives: nine times the largest runtime of today. */
  fileBytes: 1_073_741_824,
  /** Everything that is received for one release, failed attempts included. */
  totalBytes: 17_179_869_184,
  /** GitHub takes a thousand files a release. */
  files: 1000,
  /** One file, however slow the line: 1 GiB at 300 KB/s take an hour. */
  fileTimeoutMs: 3_600_000,
} as const;

/** How long to wait; tests have less. */
export type Patience = {
  /** The first wait before a file is asked for again; each further one is twice as long. */
  readonly baseMs: number;
  /** How long a server may be silent. */
  readonly idleMs: number;
};

export const PATIENCE: Patience = { baseMs: 1000, idleMs: 30_000 };
