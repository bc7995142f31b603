/**
 * MCP's stdio transport over plain streams: one JSON-RPC message a line. Unlike the SDK's own it answers what
 * was asked before the input ended, answers lines that are no messages, goes on after one that is too long, reads no more
 * while its answers are not taken, and needs no `process`.
 */

import { serializeMessage } from "@modelcontextprotocol/server";
import { createLineReader } from "@slipway/rpc/lines";

import { LIMITS } from "../limits.ts";
import { createPendingRequests } from "./pending-requests.ts";
import { badLine, readMessage } from "./read-message.ts";

import type { JSONRPCErrorResponse, JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import type { Write } from "../output.ts";

export type LineTransportOptions = {
  readonly input: ReadableStream<Uint8Array>;
  readonly write: Write;
  /** Ends the connection, without waiting for answers. */
  readonly stop: AbortSignal;
};

/** A transport has a life cycle, and its owner sets callbacks on it: hence a class. */
export class LineTransport implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  /** Resolves when the connection has ended, rejects when that is because an answer cannot be written. */
  readonly closed: Promise<void>;

  readonly #options: LineTransportOptions;
  readonly #pending = createPendingRequests();
  readonly #hasClosed: () => void;
  readonly #hasFailed: (error: unknown) => void;
  #isClosed = false;
  #unsentCharacters = 0;
  #lastSent: Promise<unknown> = Promise.resolve();
  #cancelInput: () => void = () => {};

  constructor(options: LineTransportOptions) {
    this.#options = options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#hasClosed = resolve;
    this.#hasFailed = reject;
  }

  start(): Promise<void> {
    void this.#receiveAll();
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const text = serializeMessage(message);
    this.#unsentCharacters += text.length;
    const sent = this.#write(text);
    this.#lastSent = sent.catch(() => {});
    await sent;
    this.#pending.sent(message);
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
    }
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#cancelInput();
      this.onclose?.();
      this.#hasClosed();
    }
    return Promise.resolve();
  }

  /** Never rejects: an input that cannot be read is one that has ended, after a word in the log. */
  async #receiveAll(): Promise<void> {
    const reader = this.#options.input.getReader();
    const lines = createLineReader({
      maxSizeBytes: LIMITS.mcpLineBytes,
      onLine: (text) => this.#receive(text),
      onFlaw: (flaw) => this.#answerBadLine(badLine(flaw)),
    });
    this.#cancelInput = () => void reader.cancel().catch(() => {});
    const stop = (): void => void this.close();
    this.#options.stop.addEventListener("abort", stop, { once: true });
    if (this.#options.stop.aborted) stop();
    try {
      while (!this.#isClosed) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
        const { value } = await reader.read();
        if (value === undefined) break;
        lines.push(value);
        // oxlint-disable-next-line eslint/no-await-in-loop -- what is not taken must not pile up
        while (this.#hasMuchUnsent()) await this.#lastSent;
      }
      lines.end();
      await this.#answerLast();
    } catch (error) {
      this.onerror?.(asError(error));
    }
    this.#options.stop.removeEventListener("abort", stop);
    await this.close();
  }

  async #answerLast(): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LIMITS.lastAnswersMs);
    const closed = this.closed.catch(() => {}); // its owner learns why
    await Promise.race([this.#pending.none(), tooLong, closed]);
    clearTimeout(timer);
  }

  #hasMuchUnsent(): boolean {
    return !this.#isClosed && this.#unsentCharacters > LIMITS.mcpUnsentCharacters;
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    const read = readMessage(text);
    if ("bad" in read) return this.#answerBadLine(read.bad);
    this.#pending.received(read.message);
    this.onmessage?.(read.message);
  }

  #answerBadLine(answer: JSONRPCErrorResponse): void {
    if (this.#isClosed) return;
    this.onerror?.(new Error(answer.error.message));
    this.send(answer).catch(() => {}); // that it cannot be written is told by `closed`
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
