/** One request from its arrival to the end of its answer, with all that may go wrong between. */

import { setTimeout as waitFor } from "node:timers/promises";

import { apiHeaders, prepareCall } from "./api-call.ts";
import { type Answer, empty, notFound, type Tricks } from "./call.ts";
import { githubContract } from "./contract.ts";
import { storageDownload, webDownload } from "./downloads.ts";
import { disconnect, drain, type Incoming } from "./incoming.ts";
import type { Arrival, Host } from "./listeners.ts";
import type { Mischief, Misbehaviours } from "./misbehaviour.ts";
import type { DownloadId, OperationId } from "./operations.ts";
import { rateLimited, refusalOf, tooFast } from "./refusals.ts";
import { send } from "./send.ts";
import type { World } from "./world.ts";

export type Exchanged = {
  /** From 1. */
  readonly index: number;
  readonly method: string;
  /** With the query, below the place's own path. */
  readonly path: string;
  readonly host: Host;
  /** Undefined when GitHub's description has nothing for this request. */
  readonly operation: OperationId | DownloadId | undefined;
  /** The file that is uploaded or downloaded, "" otherwise. */
  readonly assetName: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly mischief: Mischief | undefined;
  status: number;
  receivedBytes: number;
  sentBytes: number;
};

export type RequestHook = (request: Exchanged) => void | Promise<void>;

export type Session = {
  readonly world: World;
  readonly requests: Exchanged[];
  readonly violations: string[];
  readonly hooks: { request: RequestHook; answer: RequestHook };
  readonly misbehaviours: Misbehaviours;
  readonly closing: AbortSignal;
};

/** What a request is for, found out without reading its body. */
type Target = {
  readonly operation: OperationId | DownloadId | undefined;
  readonly assetName: string;
  /** Reads and judges the request; the result lets it have its effect. */
  readonly prepare: (incoming: Incoming) => Promise<(tricks: Tricks) => Promise<Answer>>;
  /** What is wrong with an answer. */
  readonly judge: (answer: Answer) => readonly string[];
};

/** Answers one request and writes it down. */
export async function exchangeWith(session: Session, arrival: Arrival): Promise<void> {
  const { message, host, url } = arrival;
  const target = targetOf(session, arrival);
  const { operation, assetName } = target;
  const mischief = operation === undefined ? undefined : session.misbehaviours.next({ operation, assetName });
  const exchanged: Exchanged = {
    index: session.requests.length + 1,
    method: message.method ?? "",
    path: `${url.pathname}${url.search}`,
    host,
    operation,
    assetName,
    headers: message.headers,
    mischief,
    status: 0,
    receivedBytes: 0,
    sentBytes: 0,
  };
  session.requests.push(exchanged);
  await session.hooks.request(exchanged);
  const incoming: Incoming = { message, receivedBytes: 0, isLost: false };
  const answer = await answerTo(target, { session, incoming, mischief });
  exchanged.receivedBytes = incoming.receivedBytes;
  await session.hooks.answer(exchanged);
  if (mischief?.kind === "slow")
    await waitFor(mischief.delayMs, undefined, { signal: session.closing }).catch(() => undefined);
  if (answer === "reset" || incoming.isLost) {
    disconnect(message);
    return;
  }
  exchanged.status = answer.status;
  const isApi = host === "api" || host === "uploads";
  exchanged.sentBytes = await send(answer, {
    ...arrival,
    headers: isApi ? apiHeaders(session.world, message.headers) : {},
    mischief,
    closing: session.closing,
  });
}

function targetOf({ world, violations }: Session, { host, url, message }: Arrival): Target {
  const path = decodedPath(url.pathname);
  if (host === "web" || host === "storage") {
    const asked = { path, query: url.searchParams };
    const { kind, file, answer } = host === "web" ? webDownload(world, asked) : storageDownload(world, asked);
    const leaked = host === "storage" && !world.enterprise && message.headers.authorization !== undefined;
    return {
      operation: kind,
      assetName: file,
      prepare: async () => async () => (leaked ? refusalOf(403, kind) : answer()),
      judge: () => [],
    };
  }
  const route = githubContract().route(message.method ?? "", url.pathname);
  const isUpload = route?.operation === "repos/upload-release-asset";
  if (route === undefined || isUpload !== (host === "uploads")) {
    violations.push(`no operation answers ${message.method ?? ""} ${url.pathname} at ${host}`);
    return {
      operation: undefined,
      assetName: "",
      prepare: async () => async () => notFound(),
      judge: () => [],
    };
  }
  return {
    operation: route.operation,
    assetName: isUpload ? (url.searchParams.get("name") ?? "") : "",
    prepare: async (incoming) => {
      const prepared = await prepareCall(world, { route, query: url.searchParams, incoming });
      violations.push(...prepared.violations);
      return prepared.run;
    },
    judge: (answer) => {
      if (answer.kind !== "json" && answer.kind !== "empty") return [];
      const { status } = answer;
      const body = answer.kind === "json" ? answer.body : undefined;
      const errors = githubContract().answerErrors(route.operation, { status, body });
      return errors.map((error) => `answer ${status} of ${route.operation}: ${error}`);
    },
  };
}

type Answering = {
  readonly session: Session;
  readonly incoming: Incoming;
  readonly mischief: Mischief | undefined;
};

/** The answer, or that the connection is to be reset. */
async function answerTo(target: Target, answering: Answering): Promise<Answer | "reset"> {
  const { session, incoming, mischief } = answering;
  const { operation } = target;
  if (mischief?.kind === "reset" && mischief.at === "start") return "reset";
  if (mischief?.kind === "reset" && mischief.at === "middle")
    incoming.resetAfterBytes = Math.floor(Number(incoming.message.headers["content-length"] ?? 0) / 2);
  const run = await target.prepare(incoming);
  const instead = operation === undefined ? undefined : insteadOf(operation, answering);
  const isUpload = operation === "repos/upload-release-asset";
  const isReset = mischief?.kind === "reset";
  const leavesStarter = isReset || (mischief?.kind === "refuse" && mischief.leavesStarter === true);
  if (isUpload && leavesStarter) await run({ isLost: true });
  else if (instead !== undefined || isReset) await drain(incoming);
  if (isReset) return "reset";
  if (instead !== undefined) return instead;
  const answer = await run(tricksOf(mischief));
  // A sender that is still sending might not get to the answer of a refused upload.
  if (isUpload && incoming.receivedBytes === 0 && !incoming.isLost) await drain(incoming);
  if (mischief?.kind !== "landed" || operation === undefined) {
    if (!incoming.isLost) session.violations.push(...target.judge(answer));
    return answer;
  }
  return mischief.answers === "reset" ? "reset" : refusalOf(mischief.answers, operation);
}

/** The answer to a request that is to have no effect. */
function insteadOf(
  operation: OperationId | DownloadId,
  { session, incoming, mischief }: Answering,
): Answer | undefined {
  switch (mischief?.kind) {
    case "refuse":
      return refusalOf(mischief.status, operation);
    case "rate-limit": {
      const { status = 403, resetInS = -1 } = mischief;
      return rateLimited(status, Math.floor(Date.parse(session.world.now()) / 1000) + resetInS);
    }
    case "secondary-limit":
      return tooFast(mischief.status ?? 403, mischief.retryAfterS ?? 1);
    case "redirect-loop":
      return empty(307, { location: incoming.message.url ?? "/" });
    default:
      return undefined;
  }
}

function tricksOf(mischief: Mischief | undefined): Tricks {
  if (mischief?.kind === "wrong-bytes") return { wrongBytes: mischief.how };
  if (mischief?.kind === "late") return { hiddenCount: mischief.hiddenCount ?? 1 };
  return {};
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // An ill-formed escape: such a path is of nothing here.
    return path;
  }
}
