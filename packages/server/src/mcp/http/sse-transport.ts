/** One client of the transport of 2024-11-05: it listens to a stream and posts what it has to say. */

import { createPendingRequests, type PendingRequests } from "../pending-requests.ts";

import type { JSONRPCMessage, MessageExtraInfo, Transport } from "@modelcontextprotocol/server";
import type { Calls } from "../calls.ts";

export type SseTransportOptions = {
  /** Where the client is to post, as a path with a query. */
  readonly endpoint: string;
  readonly keepAliveMs: number;
  /** So much unread, and the next piece ends the connection. */
  readonly unreadBytes: number;
  readonly calls: Calls;
};

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** A transport has a life cycle, and its owner sets callbacks on it: hence a class. */
export class SseTransport implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage, extra?: MessageExtraInfo) => void) | undefined;
  /** What the client listens to; its end is the connection's. */
  readonly stream: ReadableStream<Uint8Array>;

  readonly #pending: PendingRequests;
  readonly #keepAlive: ReturnType<typeof setInterval>;
  #controller: Controller | undefined;

  constructor({ endpoint, keepAliveMs, unreadBytes, calls }: SseTransportOptions) {
    this.#pending = createPendingRequests(calls);
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        cancel: () => this.close(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: unreadBytes }),
    );
    this.#keepAlive = setInterval(() => this.#write(": keepalive\n\n"), keepAliveMs);
    this.#keepAlive.unref();
    this.#write(`event: endpoint\ndata: ${endpoint}\n\n`);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Takes what the client has posted. */
  receive(message: JSONRPCMessage, request: Request): void {
    this.#pending.received(message);
    this.onmessage?.(message, { request });
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    this.#pending.sent(message);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#end((controller) => controller.close());
    return Promise.resolve();
  }

  #write(text: string): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ENCODER.encode(text));
    // What is unread is of no use to anybody, so it goes too.
    else this.#end(() => controller.error(new Error("The client does not read what is sent to it")));
  }

  #end(finish: (controller: Controller) => void): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    this.#controller = undefined;
    clearInterval(this.#keepAlive);
    try {
      finish(controller);
    } catch {
      // The client has cancelled it.
    }
    this.#pending.close();
    this.onclose?.();
  }
}

const ENCODER = new TextEncoder();
