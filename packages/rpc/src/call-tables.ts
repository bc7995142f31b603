/** A function for each declared method and notification of the peer. */

import { expectSendable, requestText } from "./messages/write-message.ts";

import type { CallOptions, Calls, Notifies } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { Protocol } from "./protocol.ts";
import type { Sender } from "./sender.ts";
import type { CallsHalf } from "./calls/calls.ts";

export type CallTablesOptions<P extends Protocol> = {
  readonly peer: P | undefined;
  readonly calls: CallsHalf;
  readonly sender: Sender;
  readonly limits: Limits;
  readonly hasEnded: () => boolean;
};

export type CallTables<P extends Protocol> = { readonly call: Calls<P>; readonly notify: Notifies<P> };

export function createCallTables<P extends Protocol>(options: CallTablesOptions<P>): CallTables<P> {
  const declarations = Object.entries(options.peer ?? {});
  const call = declarations
    .filter(([, { kind }]) => kind === "method")
    .map(([method, declaration]): Entry => [
      method,
      (params: unknown, { timeoutMs, signal, onProgress }: CallOptions<never> = {}) =>
        options.calls.call({ method, declaration, params, timeoutMs, signal, onProgress }),
    ]);
  const notify = declarations
    .filter(([, { kind }]) => kind === "notification")
    .map(([method]): Entry => [method, (params: unknown) => notifyPeer(options, { method, params })]);
  const tables: { readonly [kind: string]: object } = {
    call: Object.fromEntries(call),
    notify: Object.fromEntries(notify),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every function was made of the declaration that its type comes from
  return tables as CallTables<P>;
}

type Entry = readonly [string, (params: unknown, options?: CallOptions<never>) => Promise<unknown>];

type NotifyOptions = Omit<CallTablesOptions<Protocol>, "peer">;

async function notifyPeer(
  { sender, limits, hasEnded }: NotifyOptions,
  { method, params }: { readonly method: string; readonly params: unknown },
): Promise<void> {
  // Nobody can know whether a notification arrives; `ended` tells that none does any more.
  if (hasEnded()) return;
  const text = requestText(method, { params });
  expectSendable(text, { thing: method, limits });
  await sender.sendOrWait(text);
}
