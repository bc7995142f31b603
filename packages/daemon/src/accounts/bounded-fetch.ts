/** Requests to providers: bounded in bytes and in time, never redirected, never to an unsafe address. */

import { quoted } from "./quoted.ts";
import { accountFault } from "./faults.ts";
import { fetchNear } from "./fetch-near.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";
import { isSafeUrl } from "./safe-url.ts";

export type FetchInit = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | undefined;
};

export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/**
 * Like `fetch`, with the body read already. `stop` ends it early, as does the time limit.
 *
 * @throws Fault `provider-unreachable` when there is no answer, `provider-refused` when the answer or the address
 * cannot be used.
 */
export function boundedFetch(stop?: AbortSignal): Fetch {
  return async function fetchBounded(url, { method = "GET", headers: sent = {}, body: form } = {}) {
    if (!isSafeUrl(url)) throw unusable(url, "an https address is wanted");
    const limit = AbortSignal.timeout(ACCOUNT_LIMITS.responseMs);
    const signal = stop === undefined ? limit : AbortSignal.any([limit, stop]);
    try {
      const response = await fetchNear(url, {
        method,
        headers: sent,
        body: form ?? null,
        redirect: "manual",
        signal,
      });
      const body = await readBody(response, url);
      const { status, statusText, headers } = response;
      if (status >= 500 || status === TOO_MANY_REQUESTS) throw unreachable(url, `it answered ${status}`);
      return new Response(isBodyless(status) ? null : body, { status, statusText, headers });
    } catch (error) {
      if (error instanceof Error && error.name === "Fault") throw error;
      throw await failed(url, error);
    }
  };
}

/** RFC 6585, section 4: as with 5xx, what was asked may well be right. */
const TOO_MANY_REQUESTS = 429;

/** RFC 9110: answers that have no body. */
function isBodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

async function readBody(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > ACCOUNT_LIMITS.responseSizeBytes) {
      throw unusable(url, `its answer is longer than ${ACCOUNT_LIMITS.responseSizeBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function unusable(url: string, found: string): Error {
  return accountFault("provider-refused", {
    message: `Cannot use "${placeOf(url)}": ${found}`,
    hint: "Check what providers.json declares of the provider",
  });
}

async function failed(url: string, error: unknown): Promise<Error> {
  const { certificateProblem } = await import("../tls/certificate-problem.ts");
  const refused = await certificateProblem(url, error);
  return refused === undefined
    ? unreachable(url, reasonOf(error))
    : unreachable(url, refused.problem, refused.hint);
}

const TRY_AGAIN = "Check the network and try again; the account was not changed";

function unreachable(url: string, found: string, hint: string = TRY_AGAIN): Error {
  return accountFault("provider-unreachable", {
    message: `Cannot reach "${placeOf(url)}": ${found}`,
    hint,
  });
}

/** Only the origin: paths and parameters may hold secrets. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "an address that cannot be read";
}

/** Names only: what else an error of the network says may quote the request. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it failed";
  if (error.name === "TimeoutError") return `no answer within ${ACCOUNT_LIMITS.responseMs / 1000} seconds`;
  return quoted("code" in error && typeof error.code === "string" ? error.code : error.name);
}
