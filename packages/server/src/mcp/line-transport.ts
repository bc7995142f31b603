/**
 * MCP's stdio transport over plain streams: one JSON-RPC message a line. Unlike the SDK's own it answers what
 * was asked before the input ended, answers lines that are no messages, goes on after one that is too long, reads no more
 * while its answers are not taken, and needs no `process`.
 */

import { isJSONRPCRequest, serializeMessage } from "@modelcontextprotocol/server";
import { createLineReader } from "@slipway/rpc/lines";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { countCalls } from "./calls.ts";
import { createPendingRequests } from "./pending-requests.ts";
import { badLine, idInUse, readMessage } from "./read-message.ts";

import type { JSONRPCErrorResponse, JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import type { Write } from "../output.ts";

export type LineTransportOptions = {
  readonly input: ReadableStream<Uint8Array>;
  readonly write: Write;
  /** Ends the input, without waiting for answers. */
  readonly stop: AbortSignal;
};

/** A transport has a life cycle, and its owner sets callbacks on it: hence a class. */
export class LineTransport implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  /**
   * Resolves when there is nothing left but to close: no more comes in and what came is answered, or nobody reads the
   * answers. Rejects when an answer cannot be written.
   */
  readonly ended: Promise<void>;
  /** Whether the input has ended, and nothing had come in. */
  wasEmpty = false;

  readonly #options: LineTransportOptions;
  readonly #calls = countCalls();
  readonly #pending = createPendingRequests(this.#calls);
  readonly #hasEnded: () => void;
  readonly #hasFailed: (error: unknown) => void;
  #isClosed = false;
  #unsentCharacters = 0;
  #writtenLines = 0;
  #lastSent: Promise<unknown> = Promise.resolve();
  #cancelInput: () => void = () => {};

  constructor(options: LineTransportOptions) {
    this.#options = options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#hasEnded = resolve;
    this.#hasFailed = reject;
  }

  start(): Promise<void> {
    void this.#receiveAll();
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const text = serializeMessage(message);
    this.#unsentCharacters += text.length;
    this.#pending.sent(message);
    // One after the other, so that it can be seen whether the reader takes any.
    const sent = this.#lastSent.then(() => this.#write(text));
    this.#lastSent = sent.catch(() => {});
    await sent;
  }

  async #write(text: string): Promise<void> {
    try {
      const isOpen = await this.#options.write(text);
      if (!isOpen) await this.close();
    } catch (error) {
      this.#hasFailed(error);
      await this.close();
      throw error;
    } finally {
      this.#unsentCharacters -= text.length;
      this.#writtenLines += 1;
    }
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#cancelInput();
      this.#hasEnded();
      this.onclose?.();
    }
    return Promise.resolve();
  }

  /** Never rejects: an input that cannot be read is one that has ended, after a word in the log. */
  async #receiveAll(): Promise<void> {
    const { input, stop } = this.#options;
    stop.addEventListener("abort", this.#hasEnded, { once: true });
    if (stop.aborted) this.#hasEnded();
    try {
      await this.#receiveLines(input.getReader());
      await this.#answerLast();
    } catch (error) {
      this.onerror?.(asError(error));
    }
    stop.removeEventListener("abort", this.#hasEnded);
    this.#hasEnded();
  }

  async #receiveLines(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    this.#cancelInput = () => void reader.cancel().catch(() => {});
    const lines = createLineReader({
      maxSizeBytes: LIMITS.mcpLineBytes,
      onLine: (text) => this.#receive(text),
      onFlaw: (flaw) => this.#answerBadLine(badLine(flaw)),
    });
    let isEmpty = true;
    while (!this.#isClosed) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
      const { value } = await reader.read();
      if (value === undefined) break;
      isEmpty = false;
      lines.push(value);
      // oxlint-disable-next-line eslint/no-await-in-loop -- what is not taken must not pile up
      while (this.#hasMuchUnsent()) await this.#lastSent;
    }
    lines.end();
    this.wasEmpty = isEmpty;
  }

  async #answerLast(): Promise<void> {
    await this.#atMost(this.#calls.none(), LIMITS.lastAnswersMs);
    let lines = -1;
    while (this.#unsentCharacters > 0 && !this.#isClosed) {
      if (this.#writtenLines === lines) return this.#hasFailed(notTaken());
      lines = this.#writtenLines;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as long as the reader takes some
      if (await this.#atMost(this.#lastSent, LIMITS.lastTakenMs)) return;
    }
  }

  /** Waits no longer than `timeoutMs`, and not beyond the end: whether that has come. */
  async #atMost(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    let hasEnded = false;
    const ended = this.ended.catch(() => {}).then(() => (hasEnded = true)); // its owner learns why
    await Promise.race([work, tooLong, ended]);
    clearTimeout(timer);
    return hasEnded;
  }

  #hasMuchUnsent(): boolean {
    return !this.#isClosed && this.#unsentCharacters > LIMITS.mcpUnsentCharacters;
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    const read = readMessage(text);
    if ("bad" in read) return this.#answerBadLine(read.bad);
    const { message } = read;
    if (isJSONRPCRequest(message) && this.#pending.has(message.id)) return this.#answerBadLine(idInUse());
    this.#pending.received(message);
    this.onmessage?.(message);
  }

  #answerBadLine(answer: JSONRPCErrorResponse): void {
    if (this.#isClosed) return;
    this.onerror?.(new Error(answer.error.message));
    this.send(answer).catch(() => {}); // that it cannot be written is told by `ended`
  }
}

function notTaken(): Error {
  return chattyFault("cannot-write", {
    message: `Cannot write the last answers: nobody has taken any for ${LIMITS.lastTakenMs / 1000} seconds`,
    hint: "Read standard output to its end",
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
