/** Handlers for the sample methods, and what they saw. */

import { type Handlers, implement, type Served } from "../implement.ts";
import { RpcError } from "../rpc-error.ts";
import { sampleProtocol, type SampleProtocol } from "./sample-protocol.ts";

export type SampleServer = {
  readonly served: Served;
  /** What was started, noted and aborted, in order. */
  readonly seen: readonly string[];
  /** Answers every `wait` with this text that is there or comes. */
  readonly release: (text: string) => void;
};

export function sampleServer(more: Partial<Handlers<SampleProtocol>> = {}): SampleServer {
  const seen: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  function gate(text: string): PromiseWithResolvers<void> {
    const found = gates.get(text) ?? Promise.withResolvers<void>();
    gates.set(text, found);
    return found;
  }
  async function wait({ text }: { readonly text: string }, signal: AbortSignal): Promise<{ text: string }> {
    seen.push(`start ${text}`);
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => {
      seen.push(`abort ${text}`);
      if (!text.startsWith("stubborn")) aborted.reject(signal.reason);
    });
    await Promise.race([gate(text).promise, aborted.promise]);
    return { text };
  }
  const handlers: Handlers<SampleProtocol> = {
    ping: () => null,
    echo: (params) => params,
    wait: (params, { signal }) => wait(params, signal),
    wait_in_turn: (params, { signal }) => wait(params, signal),
    fail: ({ how }) => fail(how),
    count: async ({ to }, { progress }) => {
      for (let value = 1; value <= to; value++) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- as fast as it is read
        await progress(value);
      }
      return { text: `${to}` };
    },
    ask_back: (params) => params,
    anything: ({ value }) => value,
    note: ({ text }) => void seen.push(`note ${text}`),
    ...more,
  };
  return { served: implement(sampleProtocol, handlers), seen, release: (text) => gate(text).resolve() };
}

function fail(how: string): Promise<null> {
  switch (how) {
    case "rpc-error":
      throw new RpcError({ code: 7, message: "No luck", data: { tried: 3 } });
    case "at once":
      throw new Error("secret detail");
    case "a string":
      // oxlint-disable-next-line typescript/only-throw-error -- handlers may throw anything
      throw "secret text";
    default:
      return Promise.reject(new Error("secret detail"));
  }
}
