/** Reads a request's body, as much and as long as is allowed. */

import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";

import type { Refusal } from "./refusal.ts";

export type ReadBody =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Never rejects: a body that is too large, too slow, cut or no UTF-8 is refused. */
export async function readBody(
  request: Request,
  limits: Pick<HttpLimits, "bodyBytes" | "bodyMs"> = HTTP_LIMITS,
): Promise<ReadBody> {
  if (Number(request.headers.get("content-length")) > limits.bodyBytes) return tooLarge(limits.bodyBytes);
  const bytes = await arrivedIn(request.bytes(), limits.bodyMs);
  if (bytes === "late") return TOO_SLOW;
  if (bytes === "cut") return CUT;
  if (bytes.byteLength > limits.bodyBytes) return tooLarge(limits.bodyBytes);
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return NOT_UTF8;
  }
}

function arrivedIn(body: Promise<Uint8Array>, timeoutMs: number): Promise<Uint8Array | "late" | "cut"> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | "late" | "cut">();
  const timer = setTimeout(() => resolve("late"), timeoutMs);
  body.then(resolve, () => resolve("cut")).finally(() => clearTimeout(timer));
  return promise;
}

/** Bun has answered already where the client said beforehand how much it would send, so this is for those that did not. */
function tooLarge(bodyBytes: number): ReadBody {
  return bad({
    status: 413,
    code: "body-too-large",
    message: `Cannot read the body: it is larger than ${bodyBytes} bytes`,
    hint: "Send less at once",
    headers: { connection: "close" },
  });
}

const TOO_SLOW: ReadBody = bad({
  status: 408,
  code: "body-too-slow",
  message: "Cannot read the body: it took too long",
  hint: "Send it at once",
  headers: { connection: "close" },
});

const CUT: ReadBody = bad({
  status: 400,
  code: "body-cut",
  message: "Cannot read the body: it ended too soon, or is larger than allowed",
  hint: "Send all of it",
  headers: { connection: "close" },
});

const NOT_UTF8: ReadBody = bad({
  status: 400,
  code: "body-not-utf8",
  message: "Cannot read the body: it is not UTF-8",
  hint: "Encode it as UTF-8",
});

function bad(refusal: Refusal): ReadBody {
  return { kind: "refused", refusal };
}
