/**
 * MCP's stdio transport over plain streams: one JSON-RPC message a line. Unlike the SDK's own it answers what
 * was asked before the input ended, and it needs no `process`.
 */

import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/server";

import { LIMITS } from "../limits.ts";
import { createPendingRequests } from "./pending-requests.ts";

import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import type { Write } from "../output.ts";

export type LineTransportOptions = {
  readonly input: ReadableStream<Uint8Array>;
  readonly write: Write;
  /** Ends the input. */
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
  readonly #buffer = new ReadBuffer();
  readonly #hasClosed: () => void;
  readonly #hasFailed: (error: unknown) => void;
  #isClosed = false;

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
    try {
      const isOpen = await this.#options.write(serializeMessage(message));
      this.#pending.sent(message);
      if (!isOpen) await this.close();
    } catch (error) {
      this.#hasFailed(error);
      await this.close();
      throw error;
    }
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.onclose?.();
      this.#hasClosed();
    }
    return Promise.resolve();
  }

  /** Never rejects: an input that cannot be read is one that has ended, after a word in the log. */
  async #receiveAll(): Promise<void> {
    const reader = this.#options.input.getReader();
    const cancel = (): void => void reader.cancel().catch(() => {});
    this.#options.stop.addEventListener("abort", cancel, { once: true });
    if (this.#options.stop.aborted) cancel();
    try {
      for (;;) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
        const { value } = await reader.read();
        // A last line may lack its end.
        this.#receive(value === undefined ? Buffer.from("\n") : Buffer.from(value));
        if (value === undefined || this.#isClosed) break;
      }
      const closed = this.closed.catch(() => {}); // its owner learns why
      await Promise.race([this.#pending.none(), Bun.sleep(LIMITS.lastAnswersMs), closed]);
    } catch (error) {
      this.onerror?.(asError(error));
    }
    await this.close();
  }

  /** @throws when a message is longer than the SDK's limit of 10 MB: then the connection cannot go on. */
  #receive(bytes: Buffer): void {
    this.#buffer.append(bytes);
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.#pending.received(message);
        this.onmessage?.(message);
      } catch (cause) {
        this.onerror?.(new Error("Left out a line that is not a JSON-RPC message", { cause }));
      }
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
