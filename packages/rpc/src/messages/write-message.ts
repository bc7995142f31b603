/** Messages as text, put together around the one part that needs `JSON.stringify`. */

import { rpcFault } from "../faults.ts";
import { isDeeperThan } from "../framing/is-deeper-than.ts";

import type { Limits } from "../limits.ts";
import type { RpcError } from "../rpc-error.ts";
import type { Id } from "./read-message.ts";

/** A request, or without an id a notification. @throws Fault `rpc-unsendable` */
export function requestText(
  method: string,
  { id, params }: { readonly id?: number; readonly params: unknown },
): string {
  const idMember = id === undefined ? "" : `"id":${id},`;
  return `{"jsonrpc":"2.0",${idMember}"method":${JSON.stringify(method)},"params":${jsonText(params, method)}}`;
}

/** An answer. @throws Fault `rpc-unsendable` */
export function resultText(id: Id, result: unknown): string {
  return `{"jsonrpc":"2.0","id":${idText(id)},"result":${jsonText(result ?? null, "result")}}`;
}

/** An error answer; `id` is null for a message of which not even the id is known. */
export function errorText(id: Id, { code, message, data }: RpcError): string {
  return `{"jsonrpc":"2.0","id":${idText(id)},"error":${JSON.stringify({ code, message, data })}}`;
}

/** A progress notification. @throws Fault `rpc-unsendable` */
export function progressText(token: Id, value: unknown): string {
  const params = `{"token":${idText(token)},"value":${jsonText(value, "progress")}}`;
  return `{"jsonrpc":"2.0","method":"$/progress","params":${params}}`;
}

/** The notification that cancels a request. */
export function cancelText(id: number): string {
  return `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":${id}}}`;
}

/** Whether a text of our own may be sent: the peer would refuse what is longer or deeper. @throws Fault `rpc-unsendable` */
export function expectSendable(text: string, { thing, limits }: Sending): void {
  if (isLongerThan(text, limits.messageSizeBytes)) throw tooLong(thing, limits.messageSizeBytes);
  if (isDeeperThan(text, limits.depth)) throw tooDeep(thing, limits.depth);
}

export type Sending = {
  readonly thing: string;
  readonly limits: Pick<Limits, "messageSizeBytes" | "depth">;
};

/** Whether `text` is longer than `maxBytes` as UTF-8; counts only when it could be. */
function isLongerThan(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  return text.length > maxBytes || Buffer.byteLength(text) > maxBytes;
}

function tooLong(thing: string, maxBytes: number): Error {
  return rpcFault("rpc-unsendable", {
    message: `Cannot send "${thing}": it is longer than the ${maxBytes} bytes of one message`,
    hint: "Send it in pieces, or raise messageSizeBytes on both sides",
  });
}

function tooDeep(thing: string, maxDepth: number): Error {
  return rpcFault("rpc-unsendable", {
    message: `Cannot send "${thing}": it is nested deeper than the ${maxDepth} levels of one message`,
    hint: "Send it flatter, or as a text, or raise depth on both sides",
  });
}

function idText(id: Id): string {
  return typeof id === "number" ? String(id) : JSON.stringify(id);
}

function jsonText(value: unknown, thing: string): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text !== undefined) return text;
  throw rpcFault("rpc-unsendable", {
    message: `Cannot send "${thing}": ${cause instanceof Error ? cause.message : typeof value}, JSON is wanted`,
    hint: "Send what JSON.stringify() can write",
    cause,
  });
}
