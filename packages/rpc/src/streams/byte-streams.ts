/** The pair of byte streams that a connection runs on. */

export type ByteStreams = {
  /** The next bytes, whoever owns them does not write to them again; undefined at the end. Rejects on failure. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /**
   * Resolves (or returns) once the text was taken, so that a slow reader slows the writer; rejects when the reader is
   * gone. Called again only when the call before is done.
   */
  readonly write: (text: string) => Promise<void> | void;
  /** Ends both directions; what was written is still delivered. Never rejects; a `read` that waits may resolve. */
  readonly close: () => Promise<void>;
};
