/** The params of `$/progress`. */

import { isObject } from "../json.ts";

import type { Id } from "../messages/read-message.ts";

/** Whose progress it is and what; a token that is none is null, which no call has. */
export function readProgress(params: unknown): { readonly token: Id; readonly value: unknown } {
  if (!isObject(params)) return { token: null, value: undefined };
  const { token, value } = params;
  return { token: typeof token === "string" || typeof token === "number" ? token : null, value };
}
