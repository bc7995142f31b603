/** What GitHub's errors mean, and what to do next. */

import { type JsonObject, objectOf } from "@slipway/build";
import type { Fault } from "@slipway/fault";

import { publishFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { ApiAnswer } from "./api.ts";
import { withoutToken } from "./token.ts";

/** The fault for an answer that is an error. */
export function answerFault(
  answer: ApiAnswer,
  { route, token }: { readonly route: string; readonly token: string | undefined },
): Fault {
  const { status } = answer;
  const said = withoutToken(saidIn(answer.data), token);
  const found = `GitHub answered ${status}${said === "" ? "" : ` (${said})`} to ${route}`;
  if (isRateLimit(answer)) {
    return publishFault("rate-limited", {
      message: `Cannot publish: ${found}`,
      hint: `Publish again ${resetText(answer)}; what is there is not uploaded twice`,
    });
  }
  if (status === 401) {
    return publishFault("token-refused", {
      message: `Cannot publish: ${found}`,
      hint: "Set GITHUB_TOKEN to a token that is valid for this server",
    });
  }
  if (status === 403) {
    return publishFault("no-rights", {
      message: `Cannot publish: ${found}`,
      hint: "Use a token that may write the repository's contents (classic: scope repo; Actions: contents: write)",
    });
  }
  if (status >= 300 && status < 400) {
    return publishFault("no-repository", {
      message: `Cannot publish: ${found}, which sends us elsewhere`,
      hint: "The repository was perhaps renamed: set publish.github.repository to its name",
    });
  }
  if (status === 422 && !OVERTAKEN.test(said)) {
    return publishFault("github-refused", {
      message: `Cannot publish: ${found}`,
      hint: "Mend what GitHub will not take, then publish again; what is there is not uploaded twice",
    });
  }
  return publishFault("github-failed", {
    message: `Cannot publish: ${found}`,
    hint: "Publish again in a few minutes; what is there is not uploaded twice",
  });
}

/** Of a 422: somebody was faster, which the next look shows. */
const OVERTAKEN = /already[ _]exists|"sha" wasn't supplied/iu;

/** The fault for an answer that never came. */
export function unreachableFault(base: string, reason: string): Fault {
  return publishFault("github-unreachable", {
    message: `Cannot reach GitHub at "${base}": ${cut(reason)}`,
    hint: "Check the network, proxies (HTTPS_PROXY) and publish.github.api; then run the command again",
  });
}

/** The fault for an answer that is not as GitHub describes it. */
export function strangeFault(what: string): Fault {
  return publishFault("github-failed", {
    message: `Cannot publish: GitHub's answer is not as described: ${cut(what)}`,
    hint: "Publish again in a few minutes; is publish.github.api the address of an API?",
  });
}

/** Whether an answer says that requests come too fast or too often. */
export function isRateLimit({ status, headers, data }: ApiAnswer): boolean {
  if (status !== 403 && status !== 429) return false;
  if (status === 429 || headers["retry-after"] !== undefined) return true;
  return headers["x-ratelimit-remaining"] === "0" || /secondary rate/iu.test(saidIn(data));
}

function resetText({ headers }: ApiAnswer): string {
  const resetS = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  const isDate = Number.isSafeInteger(resetS) && resetS > 0 && resetS < 10_000_000_000;
  return isDate ? `after ${new Date(resetS * 1000).toISOString()}` : "in a few minutes";
}

/** Its message and the codes of its errors, in one line. */
function saidIn(data: unknown): string {
  const body: JsonObject | undefined = objectOf(data);
  const message = body?.get("message");
  const errors = body?.get("errors");
  const codes = (Array.isArray(errors) ? errors : []).flatMap((error: unknown) => {
    const text = objectOf(error)?.get("message") ?? objectOf(error)?.get("code");
    return typeof text === "string" ? [text] : [];
  });
  return cut([...(typeof message === "string" ? [message] : []), ...codes].join("; "));
}

function cut(text: string): string {
  return text.replaceAll(/\s+/gu, " ").slice(0, LIMITS.saidCharacters);
}
