/** A request on its way from its arrival to its answer. */

import type { Id } from "../messages/read-message.ts";

/** Where an answer goes: the connection, or its place in the answer to a batch. Undefined: none is due. */
export type Deliver = (text: string | undefined) => void;

export type IncomingRequest = {
  readonly id: Id | undefined;
  readonly method: string;
  readonly params: unknown;
};

export type TakeOptions = {
  /** What is kept in memory until the request starts. */
  readonly characters: number;
  readonly deliver: Deliver;
};

export type Job = IncomingRequest & {
  readonly characters: number;
  readonly deliver: Deliver;
  /** The answer to what is no request. */
  readonly refusal: string | undefined;
  /** What is `held` waits for room, what is `queued` has room and waits for its turn among the ordered ones. */
  state: "held" | "queued" | "running" | "done";
  abort: AbortController | undefined;
  isCancelled: boolean;
};

const NO_REQUEST: IncomingRequest = { id: undefined, method: "", params: undefined };

/** Written out member by member, since it runs for every request. */
export function jobOf({ id, method, params }: IncomingRequest, { characters, deliver }: TakeOptions): Job {
  return {
    id,
    method,
    params,
    characters,
    deliver,
    refusal: undefined,
    state: "held",
    abort: undefined,
    isCancelled: false,
  };
}

/** What is no request: it has its answer already. */
export function refusalJob(refusal: string, taken: TakeOptions): Job {
  return { ...jobOf(NO_REQUEST, taken), refusal };
}
