/** The calls of a sidecar that may be gone now and back in a moment. */

import { Fault } from "@slipway/fault";
import { rpcFault } from "@slipway/rpc";

import { sidecarFault } from "../faults.ts";
import { timedOutFault } from "../link/evidence.ts";
import { explain } from "../link/greet.ts";
import { within } from "../time.ts";

import type { CallOptions, Calls, Notifies, Protocol } from "@slipway/rpc";
import type { Link } from "../link/link.ts";

export type CallTables<P extends Protocol> = { readonly call: Calls<P>; readonly notify: Notifies<P> };

/** The link there is, or the one that is waited for. */
export type LinkNow<P extends Protocol> = () => Link<P> | Promise<Link<P>>;

/** Nothing is sent twice: a call that was sent ends with the link that it was sent on. */
export function createCallTables<P extends Protocol>(protocol: P, linkNow: LinkNow<P>): CallTables<P> {
  const names = Object.entries(protocol);
  const call = names
    .filter(([, { kind }]) => kind === "method")
    .map(([name]): Entry => [
      name,
      (params: never, options?: CallOptions<unknown>) => callThrough({ name, params, options, linkNow }),
    ]);
  const notify = names
    .filter(([, { kind }]) => kind === "notification")
    .map(([name]): Entry => [name, (params: never) => notifyThrough({ name, params, linkNow })]);
  const tables: { readonly [kind: string]: object } = {
    call: Object.fromEntries(call),
    notify: Object.fromEntries(notify),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each function hands on to the one of its name
  return tables as CallTables<P>;
}

type Told<P extends Protocol> = {
  readonly name: string;
  readonly params: never;
  readonly linkNow: LinkNow<P>;
};

type Called<P extends Protocol> = Told<P> & { readonly options: CallOptions<unknown> | undefined };

async function callThrough<P extends Protocol>({
  name,
  params,
  options = {},
  linkNow,
}: Called<P>): Promise<unknown> {
  const now = linkNow();
  const since = performance.now();
  const link = now instanceof Promise ? await waited(now, { name, options }) : now;
  const { timeoutMs } = options;
  const leftMs = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - (performance.now() - since));
  const calls: Readonly<Record<string, AnyCall>> = link.connection.call;
  try {
    return await calls[name]?.(params, {
      ...options,
      ...(leftMs === undefined ? {} : { timeoutMs: leftMs }),
    });
  } catch (error) {
    throw await toldBy(error, { link, name, timeoutMs: timeoutMs ?? 0 });
  }
}

async function notifyThrough<P extends Protocol>({ name, params, linkNow }: Told<P>): Promise<void> {
  const link = await linkNow();
  const notifies: Readonly<Record<string, (params: never) => Promise<void>>> = link.connection.notify;
  try {
    await notifies[name]?.(params);
  } catch (error) {
    throw await toldBy(error, { link, name, timeoutMs: 0 });
  }
}

type AnyCall = (params: never, options: CallOptions<unknown>) => Promise<unknown>;

type Entry = readonly [name: string, start: (...given: never[]) => Promise<unknown>];

async function waited<P extends Protocol>(
  next: Promise<Link<P>>,
  { name, options: { timeoutMs, signal } }: { readonly name: string; readonly options: CallOptions<unknown> },
): Promise<Link<P>> {
  const aborted = Promise.withResolvers<undefined>();
  const abort = (): void => aborted.resolve(undefined);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted === true) abort();
  try {
    const first = Promise.race([next, aborted.promise]);
    const link =
      timeoutMs === undefined ? await first : await within(first, { timeMs: timeoutMs, late: undefined });
    if (link !== undefined) return link;
    throw notBack(name, signal?.aborted === true);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function notBack(name: string, isCancelled: boolean): Fault {
  const state = "the sidecar is being started again";
  const hint = "Call it again later";
  return isCancelled
    ? rpcFault("rpc-cancelled", { message: `Cannot call "${name}": cancelled while ${state}`, hint })
    : sidecarFault("sidecar-timed-out", {
        message: `Cannot call "${name}": ${state}, one that runs in time is wanted`,
        hint,
      });
}

type Context<P extends Protocol> = {
  readonly link: Link<P>;
  readonly name: string;
  readonly timeoutMs: number;
};

/** What the connection says, in the words of what is known of the sidecar. */
async function toldBy<P extends Protocol>(
  error: unknown,
  { link, name, timeoutMs }: Context<P>,
): Promise<unknown> {
  if (!(error instanceof Fault)) return error;
  if (error.code === "rpc-timed-out")
    return timedOutFault(link.evidence, { action: `call "${name}" of`, timeMs: timeoutMs });
  return explain(error, { link, action: "call", timeMs: timeoutMs });
}
