/** What a JSON-RPC 2.0 message is: reads one from a JSON value or says why it is none. */

import { isArray, isObject } from "../json.ts";

export type Id = string | number | null;

export type Message =
  | {
      readonly kind: "request";
      /** Undefined in a notification, which gets no answer. */
      readonly id: Id | undefined;
      readonly method: string;
      /** An object, an array or undefined. */
      readonly params: unknown;
    }
  | { readonly kind: "result"; readonly id: Id; readonly result: unknown }
  | { readonly kind: "error"; readonly id: Id; readonly error: unknown }
  | {
      readonly kind: "flawed";
      /** Of the request that it seems to be: what has no method would pass for the answer to another one. */
      readonly id: Id;
      /** Of the call that it seems to answer. */
      readonly answers: Id;
      readonly flaw: string;
    };

/** An id comes back with every answer and in what is told of it. */
const ID_CHARACTERS = 1000;

/** `jsonrpc` may be left out; everything else is as the specification has it. */
export function readMessage(message: unknown): Message {
  if (!isObject(message)) return flawed({}, "a message is an object");
  const { jsonrpc, method, params, id } = message;
  if (id !== undefined && !isId(id)) {
    return flawed({}, `"id" must be a string of at most ${ID_CHARACTERS} characters, a number or null`);
  }
  if (jsonrpc !== undefined && jsonrpc !== "2.0") {
    return flawed({ id, method }, '"jsonrpc" must be "2.0"');
  }
  if (method === undefined && id !== undefined) {
    if (Object.hasOwn(message, "error")) return { kind: "error", id, error: message["error"] };
    if (Object.hasOwn(message, "result")) return { kind: "result", id, result: message["result"] };
  }
  if (typeof method !== "string") {
    return flawed({ id, method }, '"method" must be a string');
  }
  if (params !== undefined && !isObject(params) && !isArray(params)) {
    return flawed({ id, method }, '"params" must be an object or an array');
  }
  return { kind: "request", id, method, params };
}

type Found = { readonly id?: Id | undefined; readonly method?: unknown };

function flawed({ id = null, method }: Found, flaw: string): Message {
  const isRequest = method !== undefined;
  return { kind: "flawed", id: isRequest ? id : null, answers: isRequest ? null : id, flaw };
}

/** Numbers must read back as they were written: an id that does not would answer another request. */
function isId(value: unknown): value is Id {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return value === null || (typeof value === "string" && value.length <= ID_CHARACTERS);
}
