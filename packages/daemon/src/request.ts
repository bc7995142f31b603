/** What a JSON-RPC 2.0 request is: reads one from a JSON value or says why it is none. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export type Id = string | number | null;

/** What a request may carry: by position, by name, or nothing. */
export type Params = readonly Json[] | JsonObject | undefined;

export type RequestReading =
  | {
      readonly kind: "request";
      /** Undefined in a notification, which gets no answer. */
      readonly id: Id | undefined;
      readonly method: string;
      readonly params: Params;
    }
  | { readonly kind: "flawed"; readonly id: Id; readonly flaw: string };

/** `jsonrpc` may be left out; everything else is as the specification has it. */
export function readRequest(message: Json): RequestReading {
  if (!isObject(message)) return { kind: "flawed", id: null, flaw: "a request is an object" };
  const { jsonrpc, method, params, id } = message;
  const hasId = id !== undefined;
  if (hasId && !isId(id))
    return { kind: "flawed", id: null, flaw: '"id" must be a string, a number or null' };
  const flawed = { kind: "flawed", id: id ?? null } as const;
  if (jsonrpc !== undefined && jsonrpc !== "2.0") return { ...flawed, flaw: '"jsonrpc" must be "2.0"' };
  if (typeof method !== "string") return { ...flawed, flaw: '"method" must be a string' };
  if (params !== undefined && !isObject(params) && !isArray(params)) {
    return { ...flawed, flaw: '"params" must be an object or an array' };
  }
  return { kind: "request", id, method, params };
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Numbers must read back as they were written: an id that does not would answer another request. */
function isId(value: Json): value is Id {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value === "string" || value === null;
}
