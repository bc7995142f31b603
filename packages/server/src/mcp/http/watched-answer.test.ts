import { expect, test } from "vitest";

import { watchedAnswer } from "./watched-answer.ts";

/** So that headers are sent at once. */
const OPENING = ": open\n\n";

const EVENTS = { headers: { "content-type": "text/event-stream" } };

function source(): {
  stream: ReadableStream<Uint8Array>;
  write: (bytes: number) => void;
  end: () => void;
  cancelled: Promise<unknown>;
} {
  const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => resolve(reason),
  });
  return {
    stream,
    write: (bytes) => controller?.enqueue(new Uint8Array(bytes)),
    end: () => controller?.close(),
    cancelled,
  };
}

test("watchedAnswer() hands on a stream of events and tells its end", async () => {
  const { stream, write, end } = source();
  let ends = 0;
  const answer = watchedAnswer(new Response(stream, { ...EVENTS, status: 201 }), {
    unreadBytes: 100,
    onEnd: () => (ends += 1),
  });
  write(10);
  write(20);
  end();
  expect(answer.status).toBe(201);
  expect((await answer.bytes()).byteLength).toBe(OPENING.length + 30);
  expect(ends).toBe(1);
});

test("watchedAnswer() tells the end of other answers at once", async () => {
  let ends = 0;
  const given = Response.json({});
  expect(watchedAnswer(given, { unreadBytes: 100, onEnd: () => (ends += 1) })).toBe(given);
  expect(ends).toBe(1);
});

test("watchedAnswer() cancels what nobody reads, but no single piece for being large", async () => {
  const { stream, write, cancelled } = source();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const answer = watchedAnswer(new Response(stream, EVENTS), { unreadBytes: 100, onEnd: resolve });
  write(5000);
  const reader = answer.body?.getReader();
  expect((await reader?.read())?.value?.byteLength).toBe(OPENING.length);
  expect((await reader?.read())?.value?.byteLength).toBe(5000);
  for (let piece = 0; piece < 5; piece += 1) write(60);
  await cancelled;
  await ended;
  await expect(reader?.read()).rejects.toThrow("does not read");
});

test("watchedAnswer() cancels its source when the client has gone", async () => {
  const { stream, cancelled } = source();
  let ends = 0;
  const answer = watchedAnswer(new Response(stream, EVENTS), { unreadBytes: 100, onEnd: () => (ends += 1) });
  await answer.body?.cancel("gone");
  expect(await cancelled).toBe("gone");
  expect(ends).toBe(1);
});
