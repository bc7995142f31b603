import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { type Answers, answersOf } from "./answers.ts";

/** Answers that come as `chunks`, not from a terminal. */
function answers(chunks: readonly Uint8Array[]): Answers {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return answersOf(
    {
      stdin: () => stream,
      stderr: () => Promise.reject(new Error("nobody is there to be asked")),
      isTerminal: () => false,
    },
    new AbortController().signal,
  );
}

const TEXT = "first\r\nsecond\n\nvier €\rlast";

test("secret() and line() read line by line, wherever chunks end", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (let size = 1; size <= bytes.length; size += 1) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const { secret, line } = answers(chunks);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    const lines = [await secret(""), await line(""), await secret(""), await line(""), await secret("")];
    expect(lines).toEqual(["first", "second", "", "vier €", "last"]);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    expect(await line("")).toBeUndefined();
  }
});

test("secret() refuses what has no end", async () => {
  const chunks = Array.from({ length: 100 }, () => new Uint8Array(1000).fill(120));
  const fault = await caught(() => answers(chunks).secret(""));
  expect(fault).toMatchObject({ code: "invalid-value", exitCode: 2 });
});
