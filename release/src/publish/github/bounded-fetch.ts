/** Fetches with a limit in bytes and in time. Redirects are not followed: the API has no need of them. */

import { LIMITS } from "../limits.ts";

export type BoundedFetch = (address: string, init: RequestInit) => Promise<Response>;

/** A fetch whose answer is whole when it is there. */
export function boundedFetch(options: {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}): BoundedFetch {
  return async (address, init) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    const response = await fetch(address, { ...init, redirect: "manual", signal });
    return wholeAnswer(response);
  };
}

/** The same answer with its body read, up to a limit. */
export async function wholeAnswer(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > LIMITS.answerBytes)
      throw new Error(`the answer has more than ${LIMITS.answerBytes} bytes`);
    pieces.push(piece);
  }
  const body = status === 204 || status === 304 ? null : Buffer.concat(pieces);
  return new Response(body, { status, statusText, headers });
}
