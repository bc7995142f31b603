/** JSON-RPC 2.0 for the side that answers: text in, answer text out. Pure; knows no stream and no method. */

import { isDeeperThan } from "./json-depth.ts";
import { type Id, isArray, type Json, type Params, readRequest } from "./request.ts";

export type Method = (params: Params) => Json | Promise<Json>;

/** Each name a peer may call. A `Map`, so that `toString` and the like are not names. */
export type MethodTable = ReadonlyMap<string, Method>;

export type AnswerOptions = {
  readonly methods: MethodTable;
  readonly depth: number;
  readonly batchRequests: number;
  /** Hears of a method that threw what it should not have; the peer only learns that something failed. */
  readonly onBug: (error: unknown) => void;
};

/** The codes of the specification, with its messages. */
export const RPC_ERRORS = {
  "parse-error": { code: -32700, message: "Parse error" },
  "invalid-request": { code: -32600, message: "Invalid Request" },
  "method-not-found": { code: -32601, message: "Method not found" },
  "invalid-params": { code: -32602, message: "Invalid params" },
  "internal-error": { code: -32603, message: "Internal error" },
} as const;

export type RpcErrorName = keyof typeof RPC_ERRORS;

/** What a method throws to be answered with an error; `data` tells the peer what exactly is wrong. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly error: RpcErrorName;

  constructor(error: RpcErrorName, data: string) {
    super(data);
    this.error = error;
  }
}

/** The answer to one message, or undefined where none is due (notifications). Never rejects. */
export async function answerText(text: string, options: AnswerOptions): Promise<string | undefined> {
  if (isDeeperThan(text, options.depth)) {
    return errorText("invalid-request", `nested more than ${options.depth} levels deep`);
  }
  let message: Json;
  try {
    message = JSON.parse(text);
  } catch {
    return errorText("parse-error", "not a JSON text");
  }
  const answer = isArray(message) ? await answerBatch(message, options) : await answerOne(message, options);
  return answer === undefined ? undefined : JSON.stringify(answer);
}

/** An error answer for a message of which not even the id is known. */
export function errorText(error: RpcErrorName, data: string): string {
  return JSON.stringify(errorAnswer(null, error, data));
}

async function answerBatch(batch: readonly Json[], options: AnswerOptions): Promise<Json | undefined> {
  if (batch.length === 0) return errorAnswer(null, "invalid-request", "the batch is empty");
  if (batch.length > options.batchRequests) {
    return errorAnswer(null, "invalid-request", `more than ${options.batchRequests} requests in one batch`);
  }
  const answers: Json[] = [];
  for (const message of batch) {
    // One after the other: a batch must not run more at once than single messages do.
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other on purpose
    const answer = await answerOne(message, options);
    if (answer !== undefined) answers.push(answer);
  }
  return answers.length === 0 ? undefined : answers;
}

async function answerOne(message: Json, options: AnswerOptions): Promise<Json | undefined> {
  const request = readRequest(message);
  if (request.kind === "flawed") return errorAnswer(request.id, "invalid-request", request.flaw);
  const { id, method, params } = request;
  const outcome = await callMethod({ method, params }, options);
  if (id === undefined) return undefined;
  if (outcome.kind === "result") return { jsonrpc: "2.0", id, result: outcome.result };
  return errorAnswer(id, outcome.error, outcome.data);
}

type Call = { readonly method: string; readonly params: Params };

type Outcome =
  | { readonly kind: "result"; readonly result: Json }
  | { readonly kind: "error"; readonly error: RpcErrorName; readonly data: string | undefined };

async function callMethod(call: Call, options: AnswerOptions): Promise<Outcome> {
  const method = options.methods.get(call.method);
  if (method === undefined) {
    return { kind: "error", error: "method-not-found", data: `there is no method "${call.method}"` };
  }
  try {
    return { kind: "result", result: await method(call.params) };
  } catch (error) {
    if (error instanceof RpcError) return { kind: "error", error: error.error, data: error.message };
    options.onBug(error);
    return { kind: "error", error: "internal-error", data: undefined };
  }
}

function errorAnswer(id: Id, error: RpcErrorName, data: string | undefined): Json {
  const { code, message } = RPC_ERRORS[error];
  return { jsonrpc: "2.0", id, error: data === undefined ? { code, message } : { code, message, data } };
}
