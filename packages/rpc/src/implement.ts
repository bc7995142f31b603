/** From a declaration and functions to what a connection serves: types, checks and all. */

import { rpcFault } from "./faults.ts";
import { standardError } from "./rpc-error.ts";
import { type Reader, rootPlace, ShapeError } from "./shapes/shape.ts";

import type { MethodName, NotificationName, ParamsOf, ProgressOf, Protocol, ResultOf } from "./protocol.ts";

/** What a handler has besides its parameters. */
export type CallContext<Progress> = {
  /**
   * Aborted when the caller cancels, and when the connection ends. A cancelled request is answered when its handler ends and
   * keeps its place until then: one that does not look at this answers late, but truly.
   */
  readonly signal: AbortSignal;
  /** Aborted when the connection has ended, also long after the answer: for what is there for this caller alone. */
  readonly connection: AbortSignal;
  /**
   * Tells the caller how far it is. Resolves when there is room for more: await it, so that a slow reader slows you
   * down. Values after the answer, and those of notifications, are dropped. Rejects when the connection has ended.
   *
   * @throws Fault `rpc-queue-full` when many do not wait, `rpc-unsendable` for what is not JSON or too long
   */
  readonly progress: (value: Progress) => Promise<void>;
};

/** A handler may answer at once or later; it may throw an `RpcError` to answer with exactly that. */
export type Handler<D> = (
  params: ParamsOf<D>,
  context: CallContext<ProgressOf<D>>,
) => ResultOf<D> | Promise<ResultOf<D>>;

export type NotificationHandler<D> = (
  params: ParamsOf<D>,
  context: CallContext<never>,
) => void | Promise<void>;

/** A function for each declared name. */
export type Handlers<P extends Protocol> = {
  readonly [N in MethodName<P> | NotificationName<P>]: P[N] extends { readonly kind: "method" }
    ? Handler<P[N]>
    : NotificationHandler<P[N]>;
};

/** A served method as the connection sees it, without types. */
export type ServedMethod = {
  readonly kind: "method" | "notification";
  readonly ordered: boolean;
  /** Reads the parameters and runs the handler. @throws RpcError `invalid-params`, and what the handler throws */
  readonly run: (params: unknown, context: CallContext<unknown>) => unknown;
};

/** Each name a peer may call. A `Map`, so that `toString` and the like are not names. */
export type Served = ReadonlyMap<string, ServedMethod>;

/**
 * What a connection serves: each handler behind the shape of its parameters. Several can be put into one `Map`.
 *
 * @throws Fault `rpc-declaration` for a name that JSON-RPC keeps for itself (`rpc.…`, `$/…`)
 */
export function implement<const P extends Protocol>(protocol: P, handlers: Handlers<P>): Served;
/** Name by name, `Handlers` ties a handler to the declaration it is run for here. */
export function implement(protocol: Protocol, handlers: { readonly [name: string]: AnyHandler }): Served {
  return new Map(
    Object.entries(protocol).map(([name, { kind, ordered, params: shape }]) => {
      if (/^(?:rpc\.|\$\/)/u.test(name)) throw reservedName(name);
      const handler = handlers[name];
      function run(params: unknown, context: CallContext<unknown>): unknown {
        return handler?.(readParams(shape, params), context);
      }
      return [name, { kind, ordered, run }];
    }),
  );
}

type AnyHandler = (params: object, context: CallContext<unknown>) => unknown;

const PARAMS = rootPlace("params", "refuse");
const NO_PARAMS = {};

function readParams(shape: Reader<object>, params: unknown): object {
  try {
    return shape.read(params ?? NO_PARAMS, PARAMS);
  } catch (error) {
    throw error instanceof ShapeError ? standardError("invalid-params", error.message) : error;
  }
}

function reservedName(name: string): Error {
  return rpcFault("rpc-declaration", {
    message: `Cannot serve "${name}": the protocol keeps such names for itself, another one is wanted`,
    hint: "Choose a name that does not begin with rpc. or $/",
  });
}
