/** Where calls and notifications go out: to the outbox, or together into a batch. */

import { arraysOf } from "./requests/batch-answer.ts";

import type { Limits } from "./limits.ts";
import type { Outbox } from "./outbox.ts";

export type Sender = Pick<Outbox, "send" | "sendOrWait" | "sendCall"> & {
  /** Sends what `start` sends, before it returns, in as few messages as the limits allow. */
  readonly batch: <T>(start: () => T) => T;
};

/** Batches may be nested: the outermost counts. */
export function createSender(outbox: Outbox, limits: Limits): Sender {
  let collected: Set<{ readonly text: string }> | undefined;
  function batch<T>(start: () => T): T {
    if (collected !== undefined) return start();
    const entries = new Set<{ readonly text: string }>();
    collected = entries;
    try {
      return start();
    } finally {
      collected = undefined;
      const texts = [...entries].map(({ text }) => text);
      const options = { maxSizeBytes: limits.messageSizeBytes, maxItems: limits.batchMessages };
      for (const text of arraysOf(texts, options)) outbox.send(text);
      entries.clear();
    }
  }
  return {
    send(text) {
      if (collected === undefined) outbox.send(text);
      else collected.add({ text });
    },
    sendOrWait(text) {
      if (collected === undefined) return outbox.sendOrWait(text);
      collected.add({ text });
      return undefined;
    },
    sendCall(text) {
      if (collected === undefined) return outbox.sendCall(text);
      const entries = collected;
      const entry = { text };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    batch,
  };
}
