/** A request's body on its way in: counted, and cut off when that is asked for. */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

export type Incoming = {
  readonly message: IncomingMessage;
  receivedBytes: number;
  /** Whether the connection ended before the body did. */
  isLost: boolean;
  /** After so many bytes the connection is reset. */
  resetAfterBytes?: number;
};

const JSON_LIMIT_BYTES = 64 * 1024 * 1024;

/** A connection that ended before the body did. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** The pieces of a body. It throws `ConnectionLost` when they end too early. */
export async function* chunksOf(incoming: Incoming): AsyncGenerator<Buffer> {
  const { message, resetAfterBytes = Infinity } = incoming;
  try {
    for await (const chunk of message) {
      const bytes: Buffer = chunk;
      incoming.receivedBytes += bytes.length;
      if (incoming.receivedBytes >= resetAfterBytes) {
        // Not later: leaving the loop parts the message from its socket.
        disconnect(message);
        throw new Error("The connection was reset");
      }
      yield bytes;
    }
    if (!message.complete) throw new Error("The connection ended");
  } catch (cause) {
    incoming.isLost = true;
    disconnect(message);
    throw new ConnectionLost("The body did not arrive whole", { cause });
  }
}

/** Resets a connection, if there still is one. */
export function disconnect({ socket }: IncomingMessage): void {
  const open: Socket | null = socket;
  open?.resetAndDestroy();
}

/** The whole body as text; undefined when it did not arrive whole. */
export async function bodyText(incoming: Incoming): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of chunksOf(incoming)) {
      if (incoming.receivedBytes > JSON_LIMIT_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    // The only loss is how the connection ended, which the sender knows.
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads a body and forgets it. */
export async function drain(incoming: Incoming): Promise<void> {
  try {
    for await (const _ of chunksOf(incoming)) continue;
  } catch {
    // Nobody wanted the body, so nothing is lost.
  }
}
