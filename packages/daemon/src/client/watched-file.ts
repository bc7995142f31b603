/** The file that has the output of a run, as the daemon tells of it: a client on the same machine reads it by itself. */

import { signalChange } from "../runs/output/signal-change.ts";

import type { OutputFile, RunView } from "../protocol/runs.ts";
import type { OutputSource } from "../runs/output/output-source.ts";
import type { OutputCalls } from "./follow-output.ts";

export type Watch = {
  /** The file; undefined when there is none. */
  readonly first: Promise<string | undefined>;
  readonly ended: Promise<RunView>;
  readonly readableBytes: () => number;
  readonly source: OutputSource;
};

/** Hears from the daemon where the output is, how far it goes, and how the run ends. */
export function watchFile(
  call: Pick<OutputCalls, "watch_run">,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Watch {
  const change = signalChange();
  const first = Promise.withResolvers<string | undefined>();
  let readableBytes = 0;
  let isOver = false;
  function onProgress(told: OutputFile): void {
    readableBytes = told.readable_bytes;
    first.resolve(told.file);
    change.tell();
  }
  function onEnd(): void {
    isOver = true;
    first.resolve(undefined);
    change.tell();
  }
  const ended = call.watch_run({ id }, { signal, onProgress });
  void ended.then(onEnd, onEnd);
  return {
    first: first.promise,
    ended,
    readableBytes: () => readableBytes,
    source() {
      // Asked for before the rest, so that nothing falls in between.
      const changed = change.next();
      return Promise.resolve({ bytes: readableBytes, isOver, changed: () => changed });
    },
  };
}
