/** A run as the history has it at first: nothing in it may be a secret. */

import { homeFolder } from "../places/index.ts";
import { labelOf, type RequestSpec, type RunSpec } from "./run-spec.ts";

import type { Run } from "../store/run-store.ts";

export type NewRunOptions = { readonly instance: string; readonly nowMs: number };

/** Neither variables nor input, bodies or the values of headers are in it. */
export function newRun(spec: RunSpec, { instance, nowMs }: NewRunOptions): Run {
  return {
    id: Bun.randomUUIDv7("hex", nowMs),
    kind: spec.kind,
    command: labelOf(spec),
    argv: spec.kind === "program" ? spec.argv : null,
    request: spec.kind === "http" ? describe(spec) : null,
    cwd: spec.kind === "program" ? (spec.cwd ?? homeFolder()) : null,
    state: "running",
    exitCode: null,
    signal: null,
    startedAtMs: nowMs,
    endedAtMs: null,
    outputBytes: 0,
    outputTruncated: false,
    error: null,
    instance,
    pid: null,
    processStartTime: null,
  };
}

function describe({ url, method = "GET", headers = {}, body = "", account }: RequestSpec): Run["request"] {
  return {
    method,
    url,
    headers: Object.keys(headers),
    body_bytes: Buffer.byteLength(body),
    account: account ?? null,
  };
}
