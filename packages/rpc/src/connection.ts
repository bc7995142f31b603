/**
 * A connection as those who use it see it.
 *
 * What is promised about order:
 * - Messages go out in the order of the calls that made them: calls, notifications, progress, answers.
 * - The peer's requests and notifications start in the order they came; handlers then run side by side, and answers
 *   go out as they are ready, so that they may overtake one another.
 * - A method or notification that is declared `ordered` starts when every `ordered` one before it on this connection
 *   is done, its answer sent; others do not wait for it.
 * - Progress comes before the answer of its request, value by value.
 * - Answers to one batch go out together, in the order of its requests, unless more text waits than the limits allow.
 * - Cancellation, progress and answers are taken as they come, also while requests wait; but when more of them wait than
 *   a peer with the same limits has on its way, nothing is read until there is room again. Notifications are not counted
 *   by those who send them: their handlers must not wait for calls to the peer when they may come in great numbers.
 *   Where that brings both sides to a standstill the connection fails with `rpc-stalled`. A listener of progress that
 *   takes its time never does that: the peer waits for it.
 */

import type { MethodName, NotificationName, ParamsOf, ProgressOf, Protocol, ResultOf } from "./protocol.ts";

export type CallOptions<Progress> = {
  /** The call ends with `rpc-timed-out` after this, and the peer is told to cancel. Left out: no limit. */
  readonly timeoutMs?: number;
  /** The call ends with `rpc-cancelled` when it is aborted, and the peer is told to cancel. */
  readonly signal?: AbortSignal;
  /**
   * Hears of progress, value by value, all before the call ends. While its promise is pending further values wait;
   * when many do, nothing more is read from the peer: it must not wait for other calls of the same connection. What
   * it throws ends the call.
   */
  readonly onProgress?: (value: Progress) => void | Promise<void>;
};

/** A function for each method of the peer. */
export type Calls<P extends Protocol> = {
  readonly [N in MethodName<P>]: (
    params: ParamsOf<P[N]>,
    options?: CallOptions<ProgressOf<P[N]>>,
  ) => Promise<ResultOf<P[N]>>;
};

/** A function for each notification the peer takes; resolves when there is room for the next. */
export type Notifies<P extends Protocol> = {
  readonly [N in NotificationName<P>]: (params: ParamsOf<P[N]>) => Promise<void>;
};

/** How a connection ended. */
export type Ending =
  /** The peer closed its side; all that was due to it was answered, with an error where it took too long. */
  | { readonly kind: "input-ended" }
  /** `close()` was called. */
  | { readonly kind: "closed" }
  /** Nobody reads any more (`EPIPE`, `ECONNRESET`). */
  | { readonly kind: "reader-gone" }
  /** Reading or writing failed otherwise. */
  | { readonly kind: "failed"; readonly error: unknown };

export type Connection<P extends Protocol> = {
  /**
   * Calls a method of the peer. Rejects with `RpcError` when the peer answers with an error, else with a `Fault`:
   * `rpc-connection-ended`, `rpc-timed-out`, `rpc-cancelled`, `rpc-bad-answer`, `rpc-unsendable`, `rpc-queue-full`.
   */
  readonly call: Calls<P>;
  /**
   * Tells the peer something; after the end it is dropped. Rejects with a `Fault`: `rpc-unsendable`, `rpc-queue-full`.
   */
  readonly notify: Notifies<P>;
  /** Sends the calls and notifications that `start` makes, before it returns, together as one message. */
  readonly batch: <T>(start: () => T) => T;
  /** Whether calls are sent: once they are refused with `rpc-connection-ended` that stays so, until it has ended. */
  readonly isOpen: () => boolean;
  /**
   * For how long, in milliseconds and since the beginning, nothing was read because handlers or listeners had enough to
   * do. As long as it grows, what the peer has sent may be waiting: its silence means nothing.
   */
  readonly pausedMs: () => number;
  /**
   * Ends it: nothing more is read, calls that wait end with `rpc-connection-ended`, requests of the peer may still be
   * answered for `limits.lastAnswersMs`. Resolves when it has ended; may be called again.
   */
  readonly close: () => Promise<Ending>;
  /** Resolves when the connection has ended, for whatever reason. Never rejects. */
  readonly ended: Promise<Ending>;
};
