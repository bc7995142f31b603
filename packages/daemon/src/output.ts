/** Writes text to a sink, waiting for slow readers and noticing readers that are gone. */

/** As much of Bun's `FileSink` as is needed. */
export type Sink = {
  readonly write: (text: string) => number | Promise<number>;
  readonly flush: () => number | Promise<number>;
};

/**
 * Resolves to true once the text is written, to false when the reader is gone (then and ever after). Other
 * failures, such as a full disk, reject.
 */
export type Write = (text: string) => Promise<boolean>;

export function createWriter(sink: Sink): Write {
  let isOpen = true;
  return async function write(text) {
    if (!isOpen) return false;
    try {
      await sink.write(text);
      await sink.flush();
    } catch (error) {
      if (!isBrokenPipe(error)) throw error;
      isOpen = false;
    }
    return isOpen;
  };
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
