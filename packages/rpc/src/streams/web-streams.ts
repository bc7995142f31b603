/** Byte streams from what the platform has: `ReadableStream`, `WritableStream`, Bun's `FileSink`. */

import type { ByteStreams } from "./byte-streams.ts";

/** As much of Bun's `FileSink` as is needed: `Bun.stdout.writer()`, the `stdin` of a child process. */
export type TextSink = {
  readonly write: (text: string) => number | Promise<number>;
  readonly flush: () => number | Promise<number>;
  readonly end: () => unknown;
};

export type StreamsOfOptions = {
  readonly input: ReadableStream<Uint8Array>;
  readonly output: TextSink | WritableStream<Uint8Array>;
};

/** For a child process: `streamsOf({ input: child.stdout, output: child.stdin })`. */
export function streamsOf({ input, output }: StreamsOfOptions): ByteStreams {
  const reader = input.getReader();
  const sink = "getWriter" in output ? sinkOf(output) : output;
  return {
    read: async () => (await reader.read()).value,
    write: (text) => {
      const written = sink.write(text);
      const flushed = sink.flush();
      return written instanceof Promise || flushed instanceof Promise ? both(written, flushed) : undefined;
    },
    close: async () => {
      // What cannot be ended is gone already.
      await Promise.allSettled([reader.cancel(), ended(sink)]);
    },
  };
}

async function both(first: unknown, second: unknown): Promise<void> {
  await Promise.all([first, second]);
}

async function ended(sink: TextSink): Promise<void> {
  await sink.end();
}

function sinkOf(stream: WritableStream<Uint8Array>): TextSink {
  const writer = stream.getWriter();
  const encoder = new TextEncoder();
  return {
    write: async (text) => {
      const bytes = encoder.encode(text);
      await writer.write(bytes);
      return bytes.length;
    },
    flush: () => 0,
    end: () => writer.close(),
  };
}
