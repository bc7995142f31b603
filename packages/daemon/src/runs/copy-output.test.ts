import { expect, test } from "vitest";

import { copyOutput, drainCopies } from "./copy-output.ts";

const LIMITS = { drainMs: 10, graceMs: 50 };

type Slow = { readonly add: () => Promise<void>; readonly cut: () => void };

/** A recorder of which the disk takes the first chunk only after `stalls` times of `drainMs`. */
function slowRecorder(
  stalls: number,
): Slow & { readonly isCut: () => boolean; readonly added: () => number } {
  let isCut = false;
  let added = 0;
  return {
    async add() {
      if (added === 0) await Bun.sleep(stalls * LIMITS.drainMs);
      added += 1;
    },
    cut: () => void (isCut = true),
    isCut: () => isCut,
    added: () => added,
  };
}

function pipeOf(chunks: number, ends: boolean): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (let count = 0; count < chunks; count++) controller.enqueue(new Uint8Array(10));
      if (ends) controller.close();
    },
  });
}

test("drainCopies() waits for a disk that takes nothing for longer than any limit", async () => {
  const recorder = slowRecorder(12);
  await drainCopies([copyOutput(pipeOf(5, true), { stream: "stdout", recorder })], {
    recorder,
    limits: LIMITS,
  });
  expect([recorder.added(), recorder.isCut()]).toEqual([5, false]);
});

test("drainCopies() gives up a pipe that stays open and silent, of which nothing is missing", async () => {
  const recorder = slowRecorder(2);
  await drainCopies([copyOutput(pipeOf(3, false), { stream: "stdout", recorder })], {
    recorder,
    limits: LIMITS,
  });
  expect([recorder.added(), recorder.isCut()]).toEqual([3, false]);
});

test("copyOutput() lets go of a pipe that the recorder does not take, and drainCopies() says why", async () => {
  const full = new Error("full");
  const recorder = { add: () => Promise.reject(full), cut: () => {} };
  const gone = Promise.withResolvers<void>();
  const pipe = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => gone.resolve(),
  });
  const copy = copyOutput(pipe, { stream: "stdout", recorder });
  await gone.promise;
  await expect(drainCopies([copy], { recorder, limits: LIMITS })).rejects.toBe(full);
});

test("drainCopies() cuts a pipe that somebody else writes to without end", async () => {
  const recorder = slowRecorder(0);
  const endless = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await Bun.sleep(1);
      controller.enqueue(new Uint8Array(10));
    },
  });
  await drainCopies([copyOutput(endless, { stream: "stdout", recorder })], { recorder, limits: LIMITS });
  expect(recorder.isCut()).toBe(true);
});
