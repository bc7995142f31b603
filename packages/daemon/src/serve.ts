/** The daemon's loop: reads lines, answers them in order, ends at the end of the input or when told to. */

import { type AnswerOptions, answerText, errorText } from "./json-rpc.ts";
import { createLineSplitter, type Line } from "./lines.ts";
import { LIMITS } from "./limits.ts";

export type ServeOptions = {
  readonly input: ReadableStream<Uint8Array>;
  /** Resolves to false when nobody reads any more. Awaited, so a slow reader slows the daemon down. */
  readonly write: (text: string) => Promise<boolean>;
  readonly answer: Pick<AnswerOptions, "methods" | "onBug">;
  readonly stop: AbortSignal;
};

const textDecoder = new TextDecoder("utf-8", { fatal: true });

/** Resolves when the input has ended, nobody reads the answers any more, or `stop` was signalled. */
export async function serve(options: ServeOptions): Promise<void> {
  const { input, stop } = options;
  const reader = input.getReader();
  // What is still unread is lost on purpose: whoever signals wants the end.
  const stopped = whenAborted(stop).then(() => reader.cancel().catch(() => {}));
  await Promise.race([answerAll(reader, options), stopped.then(() => Bun.sleep(LIMITS.lastAnswerMs))]);
}

/** As much of a stream's reader as is needed. */
type Reader = {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  readonly cancel: () => Promise<void>;
};

async function answerAll(reader: Reader, options: ServeOptions): Promise<void> {
  const splitter = createLineSplitter({ maxLineSizeBytes: LIMITS.messageSizeBytes });
  let isOpen = true;
  while (isOpen) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- messages are answered in their order
    const chunk = await reader.read();
    const lines = chunk.value === undefined ? splitter.end() : splitter.push(chunk.value);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    isOpen = (await writeAnswers(lines, options)) && !chunk.done;
  }
  await reader.cancel();
}

/** False when there is nobody to answer any more. */
async function writeAnswers(lines: readonly Line[], options: ServeOptions): Promise<boolean> {
  for (const line of lines) {
    if (options.stop.aborted) return false;
    // oxlint-disable-next-line eslint/no-await-in-loop -- messages are answered in their order
    const answer = await answerLine(line, options.answer);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    if (answer !== undefined && !(await options.write(`${answer}\n`))) return false;
  }
  return true;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function answerLine(line: Line, answer: ServeOptions["answer"]): Promise<string | undefined> {
  if (line.kind === "too-long") {
    return errorText("invalid-request", `the message is longer than ${LIMITS.messageSizeBytes} bytes`);
  }
  let text: string;
  try {
    text = textDecoder.decode(line.bytes);
  } catch {
    return errorText("parse-error", "not UTF-8");
  }
  return answerText(text, { ...answer, depth: LIMITS.depth, batchRequests: LIMITS.batchRequests });
}
