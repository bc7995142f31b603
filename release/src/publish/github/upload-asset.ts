/** Uploads one file as a stream: memory does not grow with its size. */

import { type Env, throwIfInterrupted } from "@slipway/build";

import { networkReason } from "../../network-error.ts";
import { LIMITS, type Patience } from "../limits.ts";
import { pause } from "../pause.ts";
import type { LocalFile } from "../state.ts";
import { numberIn, objectIn, sha256In } from "./answers.ts";
import type { Api, ApiAnswer } from "./api.ts";
import { wholeAnswer } from "./bounded-fetch.ts";
import { answerFault, isRateLimit, strangeFault, unreachableFault } from "./github-faults.ts";
import { withoutToken } from "./token.ts";

export type UploadOptions = {
  readonly api: Api;
  /** As the release names it, without its template. */
  readonly address: string;
  readonly env: Env;
  readonly patience: Patience;
};

/** How often a limit is waited for. */
const LIMIT_WAITS = 3;

/**
 * Resolves when GitHub has confirmed size and digest.
 *
 * @throws Fault; after one that may pass the file may be there nevertheless.
 */
export async function uploadAsset(file: LocalFile, options: UploadOptions): Promise<void> {
  const { api, address, env, patience } = options;
  expectUploadsOf(api.base, address);
  for (let waits = 0; ; waits += 1) {
    const answer = await send(file, options);
    if (answer.status === 201) {
      expectSame(file, answer.data);
      return;
    }
    const waitS = Number(answer.headers["retry-after"] ?? 1);
    const mayWait = isRateLimit(answer) && waits < LIMIT_WAITS && waitS * 1000 <= LIMITS.rateLimitWaitMs;
    if (!mayWait) throw answerFault(answer, { route: `the upload of ${file.name}`, token: api.token });
    await pause(waitS * patience.secondMs, env.signal);
  }
}

/** Tokens go only to the host of the API and to its sister for uploads. */
function expectUploadsOf(base: string, address: string): void {
  const [own, uploads] = [new URL(base), URL.canParse(address) ? new URL(address) : undefined];
  const hosts = [own.hostname, own.hostname.replace(/^api\./u, "uploads.")];
  if (uploads?.protocol === own.protocol && hosts.includes(uploads.hostname)) return;
  throw strangeFault(`files are to be uploaded to "${address}", which is not of ${own.host}`);
}

/** A connection over which nothing moves is given up. */
async function send(file: LocalFile, { api, address, env, patience }: UploadOptions): Promise<ApiAnswer> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error("nothing moves")), patience.answerTimeoutMs);
  try {
    const response = await fetch(`${address}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([env.signal, idle.signal, AbortSignal.timeout(LIMITS.uploadTimeoutMs)]),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `token ${api.token ?? ""}`,
        "content-type": "application/octet-stream",
        "content-length": String(file.sizeBytes),
        "user-agent": "slipway",
      },
      // A file as body would be read into memory whole on its way through TLS.
      body: watched(Bun.file(file.path).stream(), () => timer.refresh()),
    });
    const whole = await wholeAnswer(response);
    const text = await whole.text();
    return { status: whole.status, data: parsed(text), headers: Object.fromEntries(whole.headers) };
  } catch (error) {
    throwIfInterrupted(env);
    throw unreachableFault(
      api.base,
      `the upload of ${file.name} broke off: ${withoutToken(networkReason(error), api.token)}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** The same stream; `onPiece` hears of every piece that is taken from it. */
function watched(stream: ReadableStream<Uint8Array>, onPiece: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read();
      onPiece();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => reader.cancel(),
  });
}

function expectSame(file: LocalFile, data: unknown): void {
  const stored = objectIn(data, "an uploaded file");
  const [sizeBytes, sha256] = [numberIn(stored, "size"), sha256In(stored)];
  if (sizeBytes === file.sizeBytes && (sha256 ?? file.sha256) === file.sha256) return;
  throw strangeFault(
    `${file.name} was stored with ${sizeBytes} bytes and SHA-256 ${sha256 ?? "unknown"}, sent were ${file.sizeBytes} and ${file.sha256}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error page: the status says enough.
    return undefined;
  }
}
