/** Performs a request over HTTP as a run: its status is the exit code, its answer the output. */

import { fetchNear } from "../accounts/fetch-near.ts";
import { runFault, systemCodeOf } from "./faults.ts";
import { nextRequest, type SentRequest } from "./redirect.ts";
import { type RunEnd, runEndOf } from "./run-end.ts";
import { unlessAborted } from "./within.ts";

import type { RunLimits } from "./limits.ts";
import type { Recorder } from "./output/record-output.ts";
import type { RunControl } from "./run-control.ts";
import type { RequestSpec } from "./run-spec.ts";

/** The headers that make a request one of the account; they are for that address alone. */
export type Authorize = (
  account: string,
  request: { readonly url: string },
) => Promise<Readonly<Record<string, string>>>;

export type RequestRun = {
  readonly spec: RequestSpec;
  readonly control: RunControl;
  readonly recorder: Recorder;
  readonly limits: Pick<RunLimits, "redirects" | "requestTimeLimitMs">;
  readonly authorize: Authorize | undefined;
};

/** @throws Fault `request-failed` when there is no whole answer, and what `authorize` throws. */
export async function runRequest(run: RequestRun): Promise<RunEnd> {
  const { spec, control, limits } = run;
  const unlimit = control.limitTime(spec.timeLimitMs ?? limits.requestTimeLimitMs);
  try {
    return await unlessAborted(perform(run), control.signal);
  } catch (error) {
    if (control.reason() !== undefined) return runEndOf(control);
    throw error;
  } finally {
    unlimit();
  }
}

async function perform({ spec, control, recorder, limits, authorize }: RequestRun): Promise<RunEnd> {
  let sent: SentRequest = {
    url: spec.url,
    method: spec.method ?? "GET",
    headers: spec.headers ?? {},
    body: spec.body,
  };
  for (let redirects = 0; ; redirects++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one redirect after the other
    const response = await send(sent, { account: spec.account, authorize, signal: control.signal });
    const next =
      redirects < limits.redirects
        ? nextRequest(sent, { response, hasAccount: spec.account !== undefined })
        : undefined;
    // oxlint-disable-next-line eslint/no-await-in-loop -- the last one
    if (next === undefined) return recordAnswer(response, { recorder, control, url: sent.url });
    // oxlint-disable-next-line eslint/no-await-in-loop -- nobody reads it
    await response.body?.cancel();
    sent = next;
  }
}

type Sending = {
  readonly account: string | undefined;
  readonly authorize: Authorize | undefined;
  readonly signal: AbortSignal;
};

async function send(request: SentRequest, { account, authorize, signal }: Sending): Promise<Response> {
  const { url, method, body = null } = request;
  const headers = new Headers(request.headers);
  const own = account === undefined ? {} : ((await authorize?.(account, { url })) ?? {});
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  signal.throwIfAborted();
  try {
    return await fetchNear(url, { method, headers, body, redirect: "manual", signal });
  } catch (error) {
    throw await requestFailed(url, error);
  }
}

type Answering = { readonly recorder: Recorder; readonly control: RunControl; readonly url: string };

async function recordAnswer(response: Response, { recorder, control, url }: Answering): Promise<RunEnd> {
  await recorder.add("headers", new TextEncoder().encode(headerText(response)));
  try {
    for await (const chunk of response.body ?? []) {
      // It was given up: the file may be closed.
      control.signal.throwIfAborted();
      await recorder.add("stdout", chunk);
    }
  } catch (error) {
    throw await requestFailed(url, error);
  }
  return runEndOf(control, { exitCode: response.status });
}

/** What is shown of an answer's headers: none of these holds a secret. */
const SHOWN = [
  "age",
  "allow",
  "cache-control",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "date",
  "etag",
  "expires",
  "last-modified",
  "retry-after",
  "server",
  "vary",
] as const;

function headerText({ headers }: Response): string {
  const lines = SHOWN.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [`${name}: ${value}\n`];
  });
  return [...lines, ...locationLine(headers.get("location"))].join("");
}

/** Parameters of a redirect may be codes and tokens. */
function locationLine(location: string | null): readonly string[] {
  return location === null ? [] : [`location: ${location.replace(/[?#].*$/su, "")}\n`];
}

/** Only the host and a code: paths, parameters and what the network says may hold secrets. */
async function requestFailed(url: string, cause: unknown): Promise<Error> {
  const { certificateProblem } = await import("../tls/certificate-problem.ts");
  const { problem, hint } = (await certificateProblem(url, cause)) ?? {
    problem: `${systemCodeOf(cause)}, a whole answer wanted`,
    hint: "Check the address and the network, and start the run again",
  };
  return runFault("request-failed", {
    message: `Cannot request "${new URL(url).host}": ${problem}`,
    hint,
    cause,
  });
}
