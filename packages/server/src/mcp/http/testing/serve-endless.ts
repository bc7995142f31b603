/** chatty with one command, which runs until it is cancelled. */

import { createLog } from "@chatty/daemon/log";

import { createServerFactory } from "../../server-factory.ts";
import { OUTCOME, programCommand, scriptedRunner } from "../../testing/scripted-runner.ts";
import { CONTEXT } from "../../testing/stdio-session.ts";
import { type FixtureOptions, serveFixture } from "./serve-fixture.ts";

import type { ServerFactory } from "../../server-factory.ts";
import type { TestServer } from "../../../http/testing/serve-for-test.ts";
import type { Outcome, PerformOptions } from "../../../runs/runner.ts";

export type Endless = {
  readonly factory: ServerFactory;
  /** Resolves when the command runs for the first time. */
  readonly begun: Promise<void>;
  /** Ends it after all, as what has done its work. */
  readonly finish: () => void;
  /** Resolves with the log when it has ended. */
  readonly runEnded: Promise<string>;
};

/** A call of the command, as JSON-RPC. */
export const CALL = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "greet", arguments: {} },
} as const;

export function endlessCommand(): Endless {
  const lines: string[] = [];
  const begun = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<"exited">();
  const ended = Promise.withResolvers<string>();
  async function perform({ signal }: PerformOptions): Promise<Outcome> {
    begun.resolve();
    const cancelled = Promise.withResolvers<"cancelled">();
    signal?.addEventListener("abort", () => cancelled.resolve("cancelled"));
    const state = await Promise.race([finished.promise, cancelled.promise]);
    return { ok: state === "exited", value: { ...OUTCOME.value, state } };
  }
  const factory = createServerFactory({
    config: {
      current: () => ({ path: "", isThere: false, commands: [programCommand("greet")], prompts: [] }),
      problem: () => undefined,
    },
    runner: () => Promise.resolve(scriptedRunner({ perform })),
    context: CONTEXT,
    log: createLog({
      level: "debug",
      clock: () => 0,
      write(line) {
        lines.push(line);
        if (line.includes("A run has ended")) setTimeout(() => ended.resolve(lines.join("")));
      },
    }),
  });
  return { factory, begun: begun.promise, finish: () => finished.resolve("exited"), runEnded: ended.promise };
}

/** The command on a port of its own. */
export function serveEndless(options: FixtureOptions = {}): Endless & TestServer {
  const endless = endlessCommand();
  return { ...endless, ...serveFixture({ factory: endless.factory, ...options }) };
}
