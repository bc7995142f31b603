/** Asks for one file once: redirects are followed by us, bytes and time are limited, the digest is taken on the way. */

import { open } from "node:fs/promises";

import { type Env, throwIfInterrupted } from "@slipway/build";
import { Fault, fileFaultOf } from "@slipway/fault";

import { networkReason, unknownHost } from "../../network-error.ts";
import { writeAll } from "../../pack/output-file.ts";
import { downloadFault } from "./faults.ts";
import { LIMITS, type Patience } from "./limits.ts";
import { redirectProblem } from "./safe-address.ts";

export type FetchOptions = {
  /** What the file is called in what is said of it. */
  readonly file: string;
  /** Where it is written to; what was there is replaced. */
  readonly path: string;
  readonly maxBytes: number;
  /** For the server that is asked, and none that it redirects to. */
  readonly headers: Readonly<Record<string, string>>;
  /** Counts what is received for the whole release. */
  readonly received: { bytes: number };
  readonly env: Env;
  readonly patience: Patience;
};

/** A file; none, and never will be; none this time; no such server; or a refusal that asking again will not change. */
export type FetchOutcome =
  | { readonly kind: "file"; readonly sha256: string }
  | { readonly kind: "absent" | "again" | "nowhere" | "refused"; readonly text: string };

/** What ends the asking, and how to say that the server is still there. */
type Stop = { readonly signal: AbortSignal; readonly heard: () => void };

/** Statuses that pass: too early, too many requests, and what a server says that is not well. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const STAGE_BYTES = 4 * 1024 * 1024;

/**
 * Asks for the file at `address` and writes it to `path`.
 *
 * @throws Fault `download-unsafe`, `download-too-large`, `interrupted`, `no-space` and other file faults.
 */
export async function fetchFile(address: string, options: FetchOptions): Promise<FetchOutcome> {
  const { env, patience } = options;
  const silence = new AbortController();
  const end = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience.idleMs);
  const deadline = AbortSignal.timeout(LIMITS.fileTimeoutMs);
  const signal = AbortSignal.any([env.signal, silence.signal, end.signal, deadline]);
  const stop = { signal, heard: () => timer.refresh() };
  try {
    return await followed(new URL(address), { ...options, stop });
  } catch (error) {
    throwIfInterrupted(env);
    if (error instanceof Fault) throw error;
    if (silence.signal.aborted)
      return { kind: "again", text: `nothing came for ${patience.idleMs / 1000} s` };
    if (deadline.aborted) return { kind: "refused", text: "it took too long" };
    const kind = unknownHost(error) === undefined ? "again" : "nowhere";
    return { kind, text: `the connection failed: ${networkReason(error)}` };
  } finally {
    clearTimeout(timer);
    // Whatever is still to come is not wanted.
    end.abort();
  }
}

type Following = FetchOptions & { readonly stop: Stop };

async function followed(start: URL, options: Following): Promise<FetchOutcome> {
  const { stop, file } = options;
  let address = start;
  for (let redirects = 0; redirects <= LIMITS.redirects; redirects += 1) {
    // The bytes are wanted as they are stored, whatever the server would do to them on the way.
    const own = address === start ? options.headers : {};
    const headers = { ...own, "accept-encoding": "identity", "user-agent": "slipway" };
    const response = await fetch(address, {
      redirect: "manual",
      decompress: false,
      headers,
      signal: stop.signal,
    });
    stop.heard();
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null)
      return answered(response, options);
    await response.body?.cancel();
    if (!URL.canParse(location, address.href))
      return { kind: "refused", text: "it is redirected to no address" };
    const next = new URL(location, address);
    const problem = redirectProblem(address, next);
    if (problem !== undefined) throw unsafe({ file, start, next, problem });
    address = next;
  }
  return { kind: "refused", text: `it is redirected more than ${LIMITS.redirects} times` };
}

async function answered(response: Response, options: Following): Promise<FetchOutcome> {
  const { status, headers } = response;
  if (PASSING.has(status)) return { kind: "again", text: `the server answered ${status}` };
  if (status === 404 || status === 410)
    return { kind: "absent", text: `the server does not have it (${status})` };
  if (status !== 200) return { kind: "refused", text: `the server answered ${status}` };
  if (headers.get("content-type")?.startsWith("text/html") === true)
    return { kind: "absent", text: "the server answered with a page instead of the file" };
  const announced = Number(headers.get("content-length") ?? "");
  if (announced > options.maxBytes) throw tooLarge(options, announced);
  return { kind: "file", sha256: await keep(response, options) };
}

/** Writes what comes, and not a byte more than may. */
async function keep(response: Response, options: Following): Promise<string> {
  const { file, path, maxBytes, received, env, stop } = options;
  const sha256 = new Bun.CryptoHasher("sha256");
  const handle = await onDisk(async () => open(path, "w", 0o644));
  let sizeBytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      stop.heard();
      const before = sizeBytes;
      sizeBytes += piece.byteLength;
      received.bytes += piece.byteLength;
      if (sizeBytes > maxBytes || received.bytes > LIMITS.totalBytes) throw tooLarge(options, sizeBytes);
      sha256.update(piece);
      await onDisk(async () => writeAll(handle, piece));
      if (Math.floor(before / STAGE_BYTES) !== Math.floor(sizeBytes / STAGE_BYTES))
        env.report({ kind: "job-stage", job: file, stage: `${Math.round(sizeBytes / 1_000_000)} MB` });
    }
  } finally {
    await handle.close();
  }
  return sha256.digest("hex");
}

/** What the disk says is no fault of the network. */
async function onDisk<Output>(action: () => Promise<Output>): Promise<Output> {
  try {
    return await action();
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

function tooLarge({ file, maxBytes }: FetchOptions, sizeBytes: number): unknown {
  const found =
    sizeBytes > maxBytes
      ? `it has more than ${maxBytes} bytes, at most so many expected`
      : `all files together have more than ${LIMITS.totalBytes} bytes, at most so many expected`;
  return downloadFault("download-too-large", {
    message: `Cannot download "${file}": ${found}`,
    hint: "Look at what the server sends there; nothing was kept",
  });
}

function unsafe(found: {
  readonly file: string;
  readonly start: URL;
  readonly next: URL;
  readonly problem: string;
}): unknown {
  const { file, start, next, problem } = found;
  return downloadFault("download-unsafe", {
    message: `Cannot download "${file}": "${start.origin}" leads to "${next.origin}": ${problem}`,
    hint: "Tell whoever runs that server; the address was not asked for anything",
  });
}
