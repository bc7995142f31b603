/** Answers of a provider without ID tokens: nobody here reads who the user is, and one that is wrong ends no login. */

import { isRecord, parsedJson } from "./shapes.ts";

import type { Fetch } from "./bounded-fetch.ts";

/** The same requests; `id_token` (OpenID Connect Core 1.0, section 3.1.3.3) is gone from what they bring. */
export function withoutIdTokens(fetch: Fetch): Fetch {
  return async function fetchWithout(url, init) {
    const response = await fetch(url, init);
    const { status, statusText, headers } = response;
    const text = await response.text();
    const answer = parsedJson(text);
    // A second body for an answer that has none cannot be made.
    if (text === "") return new Response(null, { status, statusText, headers });
    const body =
      isRecord(answer) && "id_token" in answer ? JSON.stringify({ ...answer, id_token: undefined }) : text;
    return new Response(body, { status, statusText, headers });
  };
}
