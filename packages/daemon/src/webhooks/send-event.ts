/** One attempt to deliver an event. */

import { fetchNear } from "../accounts/fetch-near.ts";
import { retryAfterMs } from "./retry-after.ts";

import type { WebhookEvent } from "./webhook-queue.ts";
import type { WebhookTarget } from "./webhook-target.ts";

export type SendOptions = {
  readonly target: WebhookTarget;
  readonly userAgent: string;
  readonly nowMs: number;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
};

export type SendOutcome =
  | { readonly kind: "taken" }
  /** `error` has neither the address nor anything the receiver wrote. */
  | { readonly kind: "refused"; readonly error: string; readonly retryAfterMs?: number | undefined }
  /** The receiver wants no more of this. */
  | { readonly kind: "gone"; readonly error: string }
  /** Told to stop: nobody knows whether it arrived. */
  | { readonly kind: "stopped" };

/**
 * Posts the event. Every 2xx is a yes, 410 a no for good, all else a no for now; a redirect is a no too, since the
 * signed body is meant for the address that was configured. Of the answer, nothing but status and headers is read.
 */
export async function sendEvent(event: WebhookEvent, options: SendOptions): Promise<SendOutcome> {
  const { target, nowMs, timeoutMs, stop } = options;
  const timestampSeconds = Math.floor(nowMs / 1000);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetchNear(target.url, {
      method: "POST",
      body: event.body,
      headers: {
        "content-type": "application/json",
        "user-agent": options.userAgent,
        "webhook-id": event.id,
        "webhook-timestamp": String(timestampSeconds),
        "webhook-signature": target.sign({ id: event.id, timestampSeconds, body: event.body }),
      },
      redirect: "manual",
      keepalive: false,
      signal: AbortSignal.any([timeout, stop]),
    });
    // What it has to say is not waited for, however much it is.
    response.body?.cancel().catch(() => {});
    return outcomeOf(response, nowMs);
  } catch (error) {
    if (stop.aborted) return { kind: "stopped" };
    if (timeout.aborted) return { kind: "refused", error: `no answer within ${timeoutMs} ms` };
    return { kind: "refused", error: `no connection or a broken one (${codeOf(error)})` };
  }
}

function outcomeOf({ status, headers }: Response, nowMs: number): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === 410) return { kind: "gone", error: "status 410: the receiver is gone for good" };
  if (status >= 300 && status < 400)
    return { kind: "refused", error: `status ${status}: redirects are not followed` };
  return {
    kind: "refused",
    error: `status ${status}`,
    retryAfterMs: retryAfterMs(headers.get("retry-after"), nowMs),
  };
}

/** Not the message, which can hold the address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
