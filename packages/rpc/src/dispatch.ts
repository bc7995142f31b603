/** From a line of text to whoever is to have it: requests, calls, or an answer that says what is wrong. */

import { isDeeperThan } from "./framing/is-deeper-than.ts";
import { isArray, isObject } from "./json.ts";
import { type BatchAnswer, createBatchAnswers } from "./requests/batch-answer.ts";
import { type RpcErrorName, standardError } from "./rpc-error.ts";
import { type Id, readMessage } from "./messages/read-message.ts";
import { errorText } from "./messages/write-message.ts";

import type { CallsHalf } from "./calls/calls.ts";
import type { Limits } from "./limits.ts";
import type { Deliver } from "./requests/job.ts";
import type { Requests } from "./requests/requests.ts";

export type DispatchOptions = {
  readonly requests: Requests;
  readonly calls: CallsHalf;
  readonly limits: Limits;
  /** Sends an answer. */
  readonly send: (text: string) => void;
  readonly onFlaw: (flaw: string) => void;
};

export type Dispatch = {
  readonly line: (text: string) => void;
  /** For a line that is not even text. */
  readonly flawedLine: (flaw: "too-long" | "not-utf8") => void;
};

type Flaw = { readonly id: Id; readonly error: RpcErrorName; readonly flaw: string };

type Taking = { readonly characters: number; readonly deliver: Deliver };

const IS_ARRAY = /^\s*\[/u;

type Options = DispatchOptions & { readonly batchAnswer: (count: number) => BatchAnswer };

/** Never throws, whatever the text. */
export function createDispatch(given: DispatchOptions): Dispatch {
  const { limits, send } = given;
  const options = { ...given, batchAnswer: createBatchAnswers({ limits, send }) };
  const deliver: Deliver = (text) => {
    if (text !== undefined) send(text);
  };

  function line(text: string): void {
    const taking = { characters: text.length, deliver };
    if (isDeeperThan(text, limits.depth + (IS_ARRAY.test(text) ? 1 : 0))) {
      const flaw = `nested more than ${limits.depth} levels deep`;
      return refuse(options, { id: null, error: "invalid-request", flaw, taking });
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return refuse(options, { id: null, error: "parse-error", flaw: "not a JSON text", taking });
    }
    if (isArray(value)) takeBatch(options, { batch: value, taking });
    else takeMessage(options, { value, taking });
  }

  function flawedLine(kind: "too-long" | "not-utf8"): void {
    const taking = { characters: 0, deliver };
    if (kind === "not-utf8")
      return refuse(options, { id: null, error: "parse-error", flaw: "not UTF-8", taking });
    const flaw = `the message is longer than ${limits.messageSizeBytes} bytes`;
    refuse(options, { id: null, error: "invalid-request", flaw, taking });
  }

  return { line, flawedLine };
}

type Batch = { readonly batch: readonly unknown[]; readonly taking: Taking };

function takeBatch(options: Options, { batch, taking }: Batch): void {
  const { limits, batchAnswer } = options;
  const flaw =
    batch.length === 0
      ? "the batch is empty"
      : batch.length > limits.batchMessages
        ? `more than ${limits.batchMessages} messages in one batch`
        : undefined;
  if (flaw !== undefined) return refuse(options, { id: null, error: "invalid-request", flaw, taking });
  const deliverAt = batchAnswer(batch.length);
  const characters = Math.ceil(taking.characters / batch.length);
  for (const [index, value] of batch.entries()) {
    takeMessage(options, { value, taking: { characters, deliver: deliverAt(index) } });
  }
}

type Taken = { readonly value: unknown; readonly taking: Taking };

/** What is no request delivers nothing to its place in a batch. */
function takeMessage(options: Options, { value, taking }: Taken): void {
  const { requests, calls } = options;
  const message = readMessage(value);
  switch (message.kind) {
    case "request":
      if (message.id !== undefined || !message.method.startsWith("$/")) {
        requests.take(message, taking);
        return;
      }
      if (message.method === "$/cancelRequest") cancel(requests, message.params);
      if (message.method === "$/progress") {
        calls.onProgress({ params: message.params, characters: taking.characters });
      }
      break;
    case "flawed":
      if (message.answers !== null) calls.onFlawedAnswer(message.answers, message.flaw);
      refuse(options, { id: message.id, error: "invalid-request", flaw: message.flaw, taking });
      return;
    case "result":
    case "error":
      calls.onAnswer(message);
      break;
  }
  taking.deliver(undefined);
}

function cancel(requests: Requests, params: unknown): void {
  const id = isObject(params) ? params["id"] : undefined;
  if (typeof id === "string" || typeof id === "number") requests.cancel(id);
}

function refuse(
  { requests, onFlaw }: DispatchOptions,
  { id, error, flaw, taking }: Flaw & { readonly taking: Taking },
): void {
  onFlaw(flaw);
  requests.refuse(errorText(id, standardError(error, flaw)), taking);
}
