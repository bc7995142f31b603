/** The methods about runs, and how a run looks on the wire. */

import {
  array,
  boolean,
  integer,
  json,
  type Json,
  method,
  type Method,
  nullable,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  string,
  variants,
} from "@slipway/rpc";

import { PROTOCOL_LIMITS as LIMITS } from "./limits.ts";

/** How a run stands; all but `running` are final. */
export const RUN_STATES = ["running", "exited", "failed", "cancelled", "timed_out", "interrupted"] as const;

export type RunState = (typeof RUN_STATES)[number];

type CommonParams = {
  /** A label for people; left out: the name of the program without its folder, or method and host of the request. */
  readonly command?: string | undefined;
  /** The run is ended after this; left out: no limit for a program, five minutes for a request. */
  readonly timeout_ms?: number | undefined;
  /** How much output is kept; what is beyond it is counted and dropped. Left out: 64 MiB. */
  readonly output_limit_bytes?: number | undefined;
  /** Whether the run is cancelled when the connection that started it ends; left out: it goes on. */
  readonly ends_with_client?: boolean | undefined;
};

export type StartProgram = CommonParams & {
  readonly kind: "program";
  /** The program and its arguments; nothing goes through a shell. */
  readonly argv: readonly string[];
  /** Absolute; left out: the user's home folder, also where the daemon was started elsewhere. */
  readonly cwd?: string | undefined;
  /** Added to what is passed on of the daemon's own environment. */
  readonly env?: { readonly [name: string]: string } | undefined;
  /** What the program reads; left out: nothing. */
  readonly stdin?: string | undefined;
};

export type StartHttp = CommonParams & {
  readonly kind: "http";
  readonly url: string;
  /** Left out: `GET`. */
  readonly method?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly body?: string | undefined;
  /** The account whose credentials go with the request. */
  readonly account?: string | undefined;
  /** In place of an account a provider, whose accounts take turns. */
  readonly provider?: string | undefined;
};

export type StartRunParams = StartProgram | StartHttp;

export type RunView = {
  /** Sorts by time. */
  readonly id: string;
  readonly kind: "program" | "http";
  readonly command: string;
  readonly argv: readonly string[] | null;
  readonly request: Json;
  readonly cwd: string | null;
  readonly state: RunState;
  /** Of a program; of a request the HTTP status of its answer. */
  readonly exit_code: number | null;
  /** The name of the signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly output_bytes: number;
  readonly output_truncated: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
};

export type RunId = { readonly id: string };

export type ListRunsParams = {
  readonly limit?: number | undefined;
  /** Only runs older than this one: the last id of a page asks for the next. */
  readonly before?: string | undefined;
  readonly state?: RunState | undefined;
};

export type FollowRunParams = RunId & {
  /** Where to begin, in bytes of all streams together, as `next_offset` told it; left out: 0. */
  readonly offset?: number | undefined;
};

/** A piece of a run's output, in the order in which it was written; it ends where a character ends. */
export type OutputPiece = {
  /** Of a request: its answer's headers, one a line, and its body as `stdout`. */
  readonly stream: "stdout" | "stderr" | "headers";
  /** Bytes that are no UTF-8 are U+FFFD in it. */
  readonly text: string;
  /** Where to go on after this piece. */
  readonly next_offset: number;
};

/**
 * The file that has a run's output, for a client on the same machine that reads it by itself: `followOutput` of
 * `@chatty/daemon/client` does.
 */
export type OutputFile = {
  /** Its absolute path. */
  readonly file: string;
  /** How much of it is whole by now. */
  readonly readable_bytes: number;
};

/** As many runs as were asked for, or as fit into one answer. */
export type RunsPage = {
  readonly runs: readonly RunView[];
  /** The `before` of the page with older ones; null where there are none. */
  readonly next_before: string | null;
};

export type RunsProtocol = {
  readonly start_run: Method<StartRunParams, RunView>;
  readonly cancel_run: Method<RunId, RunView>;
  readonly get_run: Method<RunId, RunView>;
  readonly list_runs: Method<ListRunsParams, RunsPage>;
  readonly follow_run: Method<FollowRunParams, RunView, OutputPiece>;
  readonly watch_run: Method<RunId, RunView, OutputFile>;
};

const runState = oneOf(RUN_STATES);

export const runView: Shape<RunView> = object({
  id: string(),
  kind: oneOf(["program", "http"]),
  command: string(),
  argv: nullable(array(string())),
  request: json(),
  cwd: nullable(string()),
  state: runState,
  exit_code: nullable(integer()),
  signal: nullable(string()),
  started_at: string(),
  ended_at: nullable(string()),
  output_bytes: integer(),
  output_truncated: boolean(),
  error: nullable(object({ code: string(), message: string(), hint: string() })),
});

const runId = string({ minLength: 1, maxLength: LIMITS.nameCharacters });
const text = string({ maxLength: LIMITS.textCharacters });

const common = {
  command: optional(string({ minLength: 1, maxLength: LIMITS.labelCharacters })),
  timeout_ms: optional(integer({ min: 1, max: LIMITS.timeoutMs })),
  output_limit_bytes: optional(integer({ min: 1, max: LIMITS.outputLimitBytes })),
  ends_with_client: optional(boolean()),
};

const startRunParams: Shape<StartRunParams> = variants("kind", {
  program: object({
    kind: oneOf(["program"]),
    argv: array(text, { minItems: 1, maxItems: LIMITS.arguments }),
    cwd: optional(string({ minLength: 1, maxLength: LIMITS.pathCharacters })),
    env: optional(record(text)),
    stdin: optional(text),
    ...common,
  }),
  http: object({
    kind: oneOf(["http"]),
    url: string({ minLength: 1, maxLength: LIMITS.urlCharacters }),
    method: optional(string({ minLength: 1, maxLength: LIMITS.nameCharacters })),
    headers: optional(record(text)),
    body: optional(text),
    account: optional(string({ minLength: 1, maxLength: LIMITS.nameCharacters })),
    provider: optional(string({ minLength: 1, maxLength: LIMITS.nameCharacters })),
    ...common,
  }),
});

const outputPiece: Shape<OutputPiece> = object({
  stream: oneOf(["stdout", "stderr", "headers"]),
  text: string(),
  next_offset: integer(),
});

export const runsProtocol: RunsProtocol = {
  start_run: method({
    description: "Starts a program or sends a request; answered when the run is in the history",
    params: startRunParams,
    result: runView,
    ordered: true,
  }),
  cancel_run: method({
    description:
      "Ends a run with all that it started, on Linux in sessions of its own too; answered when it has ended",
    params: object({ id: runId }),
    result: runView,
  }),
  get_run: method({
    description: "Says how a run stands",
    params: object({ id: runId }),
    result: runView,
    ordered: true,
  }),
  list_runs: method({
    description: "Lists runs, newest first: as many as fit into one answer, and from where to ask for more",
    params: object({
      limit: optional(integer({ min: 1, max: LIMITS.listedRuns })),
      before: optional(runId),
      state: optional(runState),
    }),
    result: object({ runs: array(runView), next_before: nullable(string()) }),
    ordered: true,
  }),
  follow_run: method({
    description:
      "Tells a run's output as progress, from the beginning or an offset; answered when it has ended",
    params: object({ id: runId, offset: optional(integer({ min: 0 })) }),
    result: runView,
    progress: outputPiece,
  }),
  watch_run: method({
    description:
      "Tells as progress which file has a run's output and how much of it is whole; answered when it has ended",
    params: object({ id: runId }),
    result: runView,
    progress: object({ file: string(), readable_bytes: integer() }),
  }),
};
