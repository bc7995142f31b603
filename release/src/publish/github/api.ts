/** Asks GitHub's API and changes things through it: retries of questions, rate limits, and faults in our words. */

import { type Env, throwIfInterrupted } from "@slipway/build";
import { Fault } from "@slipway/fault";

import { networkReason, unknownHost } from "../../network-error.ts";
import { LIMITS, type Patience } from "../limits.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { answerFault, unreachableFault } from "./github-faults.ts";
import { againText } from "../try-again.ts";
import { githubToken, withoutToken } from "./token.ts";

export type ApiAnswer = {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

export type Parameters = Readonly<Record<string, unknown>>;

export type Api = {
  /** Address of the API. */
  readonly base: string;
  readonly token: string | undefined;
  /** A question, asked again when it went wrong; what is not found is answered with the status 404. */
  readonly ask: (route: string, parameters?: Parameters) => Promise<ApiAnswer>;
  /** A change, sent once: whether it took place shows when it is looked at again. */
  readonly change: (route: string, parameters: Parameters) => Promise<ApiAnswer>;
};

export type ApiOptions = { readonly env: Env; readonly patience: Patience };

/** How often a question is asked again. */
const RETRIES = 3;

/** The API of `repository`; `{owner}` and `{repo}` of every route are filled in. */
export async function githubApi(
  repository: { readonly owner: string; readonly name: string; readonly api: string },
  { env, patience }: ApiOptions,
): Promise<Api> {
  const token = githubToken(env.variables);
  const request = await requestFunction({ base: repository.api, token, env, patience });
  const common = { owner: repository.owner, repo: repository.name };
  async function send(route: string, parameters: Parameters): Promise<ApiAnswer> {
    try {
      // Of its own, for the client counts in it: else it begins with what the question before ended with.
      const own = { request: {} };
      const answer = await request(route, { ...common, ...own, ...parameters });
      if (answer.status >= 300) throw new ApiRefusal(answer);
      return answer;
    } catch (error) {
      throwIfInterrupted(env);
      if (error instanceof ApiRefusal || error instanceof Fault) throw error;
      const answer = answerIn(error);
      if (answer !== undefined) throw new ApiRefusal(answer);
      throw unreachableFault(repository.api, withoutToken(networkReason(error), token));
    }
  }
  function faultOf(refusal: ApiRefusal, route: string): Fault {
    return answerFault(refusal.answer, { route, token });
  }
  return {
    base: repository.api,
    token,
    ask: async (route, parameters = {}) => {
      try {
        return await send(route, parameters);
      } catch (error) {
        if (!(error instanceof ApiRefusal)) throw error;
        if (error.answer.status === 404) return error.answer;
        throw faultOf(error, route);
      }
    },
    change: async (route, parameters) => {
      try {
        return await send(route, { ...parameters, request: { retries: 0 } });
      } catch (error) {
        throw error instanceof ApiRefusal ? faultOf(error, route) : error;
      }
    },
  };
}

/** An answer that is an error. */
class ApiRefusal extends Error {
  readonly answer: ApiAnswer;

  constructor(answer: ApiAnswer) {
    super(`status ${answer.status}`);
    this.answer = answer;
  }
}

type RequestFunction = (route: string, parameters: Parameters) => Promise<ApiAnswer>;

/** Changes are few and far between here, so nothing spaces them; when GitHub names a limit it is kept to. */
const UNSPACED = {
  key: () => ({ schedule: async (_options: unknown, action: () => Promise<void>) => action() }),
} as const;

async function requestFunction(options: {
  readonly base: string;
  readonly token: string | undefined;
  readonly env: Env;
  readonly patience: Patience;
}): Promise<RequestFunction> {
  const { base, token, env, patience } = options;
  // Most commands publish nothing.
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import("@octokit/core"),
    import("@octokit/plugin-retry"),
    import("@octokit/plugin-throttling"),
  ]);
  function mayWait(retryAfterS: number, _request: object, _octokit: object, retryCount: number): boolean {
    const waits = retryAfterS * 1000 <= LIMITS.rateLimitWaitMs && retryCount < RETRIES;
    if (waits) env.report({ kind: "note", text: `GitHub wants to be left alone for ${retryAfterS} s` });
    return waits;
  }
  /** Hears of an error first; a host that nobody knows is no better a moment later. */
  function beforeRetries({ hook }: InstanceType<typeof Octokit>): void {
    hook.error("request", (error, { request: asked }) => {
      if (unknownHost(error) !== undefined) throw unreachableFault(base, networkReason(error));
      const [count, retries] = [Number(asked?.["retryCount"] ?? 0), Number(asked?.["retries"] ?? RETRIES)];
      if (answerIn(error) === undefined && count < retries && !env.signal.aborted) {
        const text = `GitHub cannot be reached (${withoutToken(networkReason(error), token)})`;
        env.report({ kind: "note", text: againText(text, (count + 1) ** 2 * patience.baseMs) });
      }
      throw error;
    });
  }
  const Client = Octokit.plugin(beforeRetries, retry, throttling);
  const throttle = {
    retryAfterBaseValue: patience.secondMs,
    onRateLimit: mayWait,
    onSecondaryRateLimit: mayWait,
  };
  // Its types want the whole class of a library; it calls this one method.
  Object.assign(throttle, { write: UNSPACED, notifications: UNSPACED });
  const client = new Client({
    baseUrl: base,
    userAgent: "slipway",
    ...(token === undefined ? {} : { auth: token }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: boundedFetch({ signal: env.signal, timeoutMs: patience.answerTimeoutMs }) },
    retry: { retries: RETRIES, retryAfterBaseValue: patience.baseMs },
    throttle,
  });
  return async (route, parameters) => {
    const { status, data, headers }: { status: number; data: unknown; headers: object } =
      await client.request(route, parameters);
    return { status, data, headers: headersOf(headers) };
  };
}

/** The answer that an error of the client carries; undefined when none came. */
function answerIn(error: unknown): ApiAnswer | undefined {
  if (!(error instanceof Error) || !("response" in error)) return undefined;
  const { response } = error;
  if (typeof response !== "object" || response === null || !("status" in response)) return undefined;
  const { status } = response;
  if (typeof status !== "number") return undefined;
  const headers =
    "headers" in response && typeof response.headers === "object" ? response.headers : undefined;
  return { status, data: "data" in response ? response.data : undefined, headers: headersOf(headers ?? {}) };
}

function headersOf(headers: object): ApiAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
      typeof value === "string" || typeof value === "number"
        ? [[name.toLowerCase(), `${value}`] as const]
        : [],
    ),
  );
}

function quiet(): void {
  // What goes wrong is a fault, and said once.
}
