/** An answer whose end is noticed, and which ends when nobody reads it. */

export type WatchOptions = {
  /** Whoever writes to a stream of events does not wait for its reader: so much unread, and the next piece ends it. */
  readonly unreadBytes: number;
  /** Called once, however it ended; at once where the answer is no stream of events. */
  readonly onEnd: () => void;
};

/** The same answer. Its stream is cancelled when the client is gone or too slow. */
export function watchedAnswer(answer: Response, options: WatchOptions): Response {
  const { body, status, headers } = answer;
  if (body === null || headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    options.onEnd();
    return answer;
  }
  return new Response(watchedStream(body, options), { status, headers });
}

function watchedStream(
  source: ReadableStream<Uint8Array>,
  { unreadBytes, onEnd }: WatchOptions,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let isOpen = true;
  function end(): void {
    if (isOpen) onEnd();
    isOpen = false;
  }
  async function pump(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
      const { done, value } = await reader.read();
      if (!isOpen) return;
      if (done) return controller.close();
      if ((controller.desiredSize ?? 0) <= 0) throw new Error("The client does not read what it asked for");
      controller.enqueue(value);
    }
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Bun sends the headers with the first piece, and clients may wait for them: so here is a comment.
        controller.enqueue(OPENING);
        pump(controller)
          .catch((error: unknown) => {
            void reader.cancel().catch(() => {}); // its writer hears of that
            controller.error(error);
          })
          .finally(end);
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: unreadBytes }),
  );
}

const OPENING = new TextEncoder().encode(": open\n\n");
