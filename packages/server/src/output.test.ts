import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { createWriter, type Sink } from "./output.ts";

function brokenSink(code: string): Sink {
  return {
    write: () => Promise.reject(Object.assign(new Error(`${code}: broken`), { code })),
    flush: () => 0,
  };
}

test("createWriter() resolves to true once the sink has taken the text", async () => {
  const taken: string[] = [];
  const write = createWriter({ write: (text) => taken.push(String(text)), flush: () => Promise.resolve(0) });
  expect(await write("a")).toBe(true);
  expect(await write("b")).toBe(true);
  expect(taken).toEqual(["a", "b"]);
});

test("createWriter() resolves to false for ever once the reader is gone", async () => {
  let attempts = 0;
  const sink = brokenSink("EPIPE");
  const write = createWriter({ ...sink, write: (text) => (attempts++, sink.write(text)) });
  expect(await write("a")).toBe(false);
  expect(await write("b")).toBe(false);
  expect(attempts).toBe(1);
});

test("createWriter() rejects when the disk is full", async () => {
  const fault = await caught(() => createWriter(brokenSink("ENOSPC"))("a"));
  expect(fault.code).toBe("cannot-write");
  expect(fault.message).toBe("Cannot write the result: ENOSPC: broken");
});
