/** Errors that have nothing to do with what was asked: GitHub is out of order, or has had enough of someone. */

import { type Answer, invalid, json, notFound, refusal } from "./call.ts";
import type { DownloadId, OperationId } from "./operations.ts";

const BAD_GATEWAY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>Unicorn!</body>\n</html>\n";

export type RefusalStatus = 401 | 403 | 404 | 409 | 422 | 500 | 502 | 503;

/** The error of a status as GitHub words it. */
export function refusalOf(status: RefusalStatus, operation: OperationId | DownloadId): Answer {
  switch (status) {
    case 401:
      return refusal(401, "Bad credentials");
    case 403:
      return refusal(403, "Resource not accessible by personal access token", {
        "x-accepted-github-permissions": "contents=write",
      });
    case 404:
      return notFound();
    case 409:
      return refusal(409, "is at 0000000 but expected 1111111");
    case 422:
      return operation === "repos/upload-release-asset"
        ? invalid({ resource: "ReleaseAsset", code: "already_exists", field: "name" })
        : invalid({ resource: "Release", code: "already_exists", field: "tag_name" });
    case 500:
      return refusal(500, "Server Error");
    case 502:
    case 503:
      return {
        kind: "text",
        status,
        body: BAD_GATEWAY.replaceAll("502 Bad Gateway", `${status} Unavailable`),
        headers: { "content-type": "text/html; charset=utf-8" },
      };
  }
}

/** No requests are left until a moment, in seconds since 1970. */
export function rateLimited(status: 403 | 429, resetAtS: number): Answer {
  return refusal(status, "API rate limit exceeded for user ID 1.", {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(resetAtS),
  });
}

/** Requests came too fast; the way back is `retry-after`. */
export function tooFast(status: 403 | 429, retryAfterS: number): Answer {
  return json(
    status,
    {
      message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      documentation_url:
        "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
    },
    { "retry-after": String(retryAfterS) },
  );
}
