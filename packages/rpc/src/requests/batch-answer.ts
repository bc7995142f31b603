/** Collects the answers to one batch and sends them together, in the order of their requests. */

import type { Limits } from "../limits.ts";
import type { Deliver } from "./job.ts";

export type BatchAnswersOptions = {
  readonly limits: Pick<Limits, "messageSizeBytes" | "queuedCharacters">;
  readonly send: (text: string) => void;
};

/** A place for each answer: `deliverAt(2)` is where the answer to the third message goes, once. */
export type BatchAnswer = (index: number) => Deliver;

/**
 * Makes the places for the answers to a batch of so many messages. When the last is there, all go out as one array; as
 * several when one would be longer than a message may be. When all batches together have collected as much as may
 * wait to be written, what the batch at hand has goes out without the rest.
 */
export function createBatchAnswers({ limits, send }: BatchAnswersOptions): (count: number) => BatchAnswer {
  let collectedCharacters = 0;
  return function batchAnswer(count) {
    const texts = new Map<number, string>();
    let left = count;
    function sendCollected(): void {
      const inOrder = [...texts].toSorted(([one], [other]) => one - other).map(([, text]) => text);
      texts.clear();
      for (const text of inOrder) collectedCharacters -= text.length;
      const options = { maxSizeBytes: limits.messageSizeBytes, maxItems: Infinity };
      for (const part of arraysOf(inOrder, options)) send(part);
    }
    function deliver(index: number, text: string | undefined): void {
      left--;
      if (text !== undefined) {
        texts.set(index, text);
        collectedCharacters += text.length;
      }
      if (left === 0 || collectedCharacters >= limits.queuedCharacters) sendCollected();
    }
    return (index) => (text) => deliver(index, text);
  };
}

export type ArraysOptions = { readonly maxSizeBytes: number; readonly maxItems: number };

/** JSON arrays of JSON texts, each within the limits if a single text is: one that fits only without an array has none. */
export function arraysOf(
  texts: readonly string[],
  { maxSizeBytes, maxItems }: ArraysOptions,
): readonly string[] {
  const arrays: string[][] = [];
  let sizeBytes = 0;
  for (const text of texts) {
    const textBytes = Buffer.byteLength(text) + 1;
    const last = arrays.at(-1);
    if (last === undefined || last.length === maxItems || sizeBytes + textBytes + 1 > maxSizeBytes) {
      arrays.push([text]);
      sizeBytes = textBytes;
    } else {
      last.push(text);
      sizeBytes += textBytes;
    }
  }
  return arrays.map((items) => {
    const array = `[${items.join(",")}]`;
    const [only] = items.length === 1 && Buffer.byteLength(array) > maxSizeBytes ? items : [];
    return only ?? array;
  });
}
