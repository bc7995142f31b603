/** One request to the API: who asks, what for, whether that is as described, and what the answer is. */

import type { IncomingHttpHeaders } from "node:http";

import { ASSET_OPERATIONS } from "./asset-operations.ts";
import { type Answer, type Handler, refusal, type Tricks } from "./call.ts";
import { CONTENT_OPERATIONS } from "./content-operations.ts";
import { githubContract, type Route } from "./contract.ts";
import { GIT_OPERATIONS } from "./git-operations.ts";
import { bodyText, type Incoming } from "./incoming.ts";
import { META_OPERATIONS, RATE_LIMIT, resetTime } from "./meta-operations.ts";
import type { OperationId } from "./operations.ts";
import { RELEASE_OPERATIONS } from "./release-operations.ts";
import type { GithubToken, World } from "./world.ts";

const HANDLERS: Readonly<Record<OperationId, Handler>> = {
  ...META_OPERATIONS,
  ...RELEASE_OPERATIONS,
  ...ASSET_OPERATIONS,
  ...CONTENT_OPERATIONS,
  ...GIT_OPERATIONS,
};

const API_VERSION = "2022-11-28";

export type ApiRequest = {
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly incoming: Incoming;
};

export type Prepared = {
  /** What is wrong with the request by GitHub's description. */
  readonly violations: readonly string[];
  /** Lets the operation have its effect, or refuses the request. */
  readonly run: (tricks: Tricks) => Promise<Answer>;
};

/** Reads and judges a request, and leaves running it to the caller. */
export async function prepareCall(world: World, { route, query, incoming }: ApiRequest): Promise<Prepared> {
  const { headers } = incoming.message;
  const isUpload = route.operation === "repos/upload-release-asset";
  const text = isUpload ? "" : await bodyText(incoming);
  if (text === undefined) return { violations: [], run: async () => refusal(400, "The body did not arrive") };
  const body = jsonIn(text);
  const errors = githubContract().requestErrors(route, { query, headers, body });
  const violations = errors.map((error) => `request of ${route.operation}: ${error}`);
  const viewer = viewerOf(world, headers);
  const refused = refusalFor({ headers, viewer, body, errors, isUpload });
  return {
    violations,
    run: async (tricks) =>
      refused ??
      HANDLERS[route.operation](world, {
        ...route,
        query,
        headers,
        body: recordOf(body),
        incoming,
        viewer: viewer === "unknown" ? undefined : viewer,
        tricks,
      }),
  };
}

/** What every answer of the API carries. */
export function apiHeaders(world: World, headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const viewer = viewerOf(world, headers);
  const token = viewer === "unknown" ? undefined : viewer;
  const limit = token === undefined ? RATE_LIMIT.without : RATE_LIMIT.withToken;
  return {
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": API_VERSION,
    "x-github-request-id": "0000:000000:0000000:0000000:00000000",
    ...(token?.kind === "classic"
      ? { "x-oauth-scopes": token.scopes.join(", "), "x-accepted-oauth-scopes": "" }
      : {}),
    ...(world.enterprise
      ? { "x-github-enterprise-version": "3.19.0" }
      : {
          "x-ratelimit-limit": String(limit),
          "x-ratelimit-remaining": String(limit - 1),
          "x-ratelimit-used": "1",
          "x-ratelimit-reset": String(resetTime(world)),
          "x-ratelimit-resource": "core",
        }),
  };
}

type Judged = {
  readonly headers: IncomingHttpHeaders;
  readonly viewer: GithubToken | "unknown" | undefined;
  readonly body: unknown;
  readonly errors: readonly string[];
  readonly isUpload: boolean;
};

function refusalFor({ headers, viewer, body, errors, isUpload }: Judged): Answer | undefined {
  if (headers["user-agent"] === undefined)
    return refusal(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent",
    );
  if (viewer === "unknown") return refusal(401, "Bad credentials");
  if (body === NOT_JSON) return refusal(400, "Problems parsing JSON");
  if (errors.length === 0 || isUpload) return undefined;
  return refusal(422, `Invalid request.\n\n${errors.join("\n")}`);
}

function viewerOf(world: World, { authorization }: IncomingHttpHeaders): Judged["viewer"] {
  if (authorization === undefined) return undefined;
  const [, token = ""] = /^(?:token|bearer)\s+(\S+)$/iu.exec(authorization) ?? [];
  return world.tokens.get(token) ?? "unknown";
}

/** Stands for a body that is something else; no schema takes it. */
const NOT_JSON = "(no JSON)";

function jsonIn(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // What is wrong with it is lost; GitHub does not say either.
    return NOT_JSON;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
