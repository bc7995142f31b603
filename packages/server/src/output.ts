/** Writes text to a sink, waiting for slow readers and noticing readers that are gone. */

import { chattyFault } from "./faults.ts";

/** As much of Bun's `FileSink` as is needed. */
export type Sink = {
  readonly write: (data: string | Uint8Array) => number | Promise<number>;
  readonly flush: () => number | Promise<number>;
};

/**
 * Resolves to true once the text is written, to false when the reader is gone (then and ever after).
 *
 * @throws Fault `cannot-write` for other failures, such as a full disk.
 */
export type Write = (text: string) => Promise<boolean>;

/** The same, also of bytes that are no text. */
export type WriteBytes = (data: string | Uint8Array) => Promise<boolean>;

export function createWriter(sink: Sink): WriteBytes {
  let isOpen = true;
  return async function write(data) {
    if (!isOpen) return false;
    try {
      await sink.write(data);
      await sink.flush();
    } catch (error) {
      if (!hasCode(error, "EPIPE")) throw cannotWrite(error);
      isOpen = false;
    }
    return isOpen;
  };
}

/** Whether `error` is the system error of that name. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function cannotWrite(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return chattyFault("cannot-write", {
    message: `Cannot write the result: ${reason}`,
    hint: "Check where standard output goes",
    cause,
  });
}
