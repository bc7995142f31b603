/** What a handler returned or threw as the text of an answer. Always makes one, whatever it is. */

import { errorText, expectSendable, resultText } from "../messages/write-message.ts";
import { RpcError, standardError } from "../rpc-error.ts";

import type { Limits } from "../limits.ts";
import type { Id } from "../messages/read-message.ts";

export type AnswerOptions = {
  readonly limits: Pick<Limits, "messageSizeBytes" | "depth">;
  /** Makes the answer of what a handler threw; undefined: it is a bug. */
  readonly errorOf: (thrown: unknown) => RpcError | undefined;
  /** Hears of what is a bug; the peer only learns that something failed. */
  readonly onBug: (thrown: unknown) => void;
};

export type Returned = { readonly result: unknown; readonly options: AnswerOptions };

export type Thrown = { readonly thrown: unknown; readonly options: AnswerOptions };

/** The answer for what a handler returned; a result that cannot be sent is a bug of the handler. */
export function answerText(id: Id, { result, options }: Returned): string {
  try {
    const text = resultText(id, result);
    expectSendable(text, { thing: "result", limits: options.limits });
    return text;
  } catch (error) {
    options.onBug(error);
    return errorText(id, standardError("internal-error", "the result cannot be sent"));
  }
}

/** The answer for what a handler threw. */
export function failureText(id: Id, { thrown, options }: Thrown): string {
  try {
    const error = thrown instanceof RpcError ? thrown : options.errorOf(thrown);
    if (error !== undefined) {
      const text = errorText(id, error);
      expectSendable(text, { thing: "error", limits: options.limits });
      return text;
    }
    options.onBug(thrown);
  } catch (error) {
    options.onBug(error);
  }
  return errorText(id, standardError("internal-error"));
}
