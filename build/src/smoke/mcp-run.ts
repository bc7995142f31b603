/** A smoke run that talks: the executable is an MCP server on stdio, and must list the declared tools. */

import type { SmokeRun } from "@slipway/config";

import type { McpTalk } from "./mcp-client.ts";
import { saidLines } from "./said-lines.ts";
import { shownText } from "./shown-text.ts";
import { serveProcess, type ServedInput, type ServedProcess } from "./served-process.ts";

export type McpRun = Extract<SmokeRun, { readonly kind: "mcp" }>;

export type RunOutcome = {
  /** In what the run differs from what was declared; empty when all went well. */
  readonly differences: readonly string[];
  /** What it said, for people who look for the reason. */
  readonly said: readonly string[];
};

/** Starts the server, initializes, lists the tools, ends its input, and waits for its end; all within the limit. */
export async function runMcp(
  run: McpRun,
  options: Omit<ServedInput, "args"> & { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<RunOutcome> {
  const { talkMcp } = await import("./mcp-client.ts");
  const timeoutMs = options.timeoutSeconds * 1000;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  let served: ServedProcess;
  try {
    served = await serveProcess({ ...options, args: run.args });
  } catch (error) {
    return {
      differences: [`it does not start: ${error instanceof Error ? error.message : String(error)}`],
      said: [],
    };
  }
  signal.addEventListener("abort", served.kill, { once: true });
  if (signal.aborted) served.kill();
  try {
    const talk = await talkMcp(served, { timeoutMs, signal });
    const late = (what: string): string => `it did not ${what} within ${options.timeoutSeconds} s`;
    const differences = await differencesOf(run, talk, { served, deadline, late });
    return { differences, said: [...talk.said, ...saidLines(served.errors())] };
  } finally {
    signal.removeEventListener("abort", served.kill);
    await served.stop();
  }
}

async function differencesOf(
  run: McpRun,
  talk: McpTalk,
  options: {
    readonly served: ServedProcess;
    readonly deadline: AbortSignal;
    readonly late: (what: string) => string;
  },
): Promise<readonly string[]> {
  const { served, deadline, late } = options;
  const { outcome } = talk;
  if (outcome.kind === "failed") {
    if (deadline.aborted) return [late(`answer ${outcome.asked}`)];
    if (outcome.reason !== undefined) return [`${outcome.asked}: ${outcome.reason}`];
    // Its output has ended; a process that lives on without it is ended here.
    served.endInput();
    return [`it ended with ${endText(await served.ended)} before it answered ${outcome.asked}`];
  }
  served.endInput();
  const end = await served.ended;
  const lacking = run.tools.filter((name) => !outcome.names.includes(name));
  const found = outcome.names.length === 0 ? "none" : shownText(outcome.names.join(", "));
  return [
    ...lacking.map((name) => `tools/list: "${name}" not found, found ${found}`),
    ...(deadline.aborted ? [late("end after its input had ended")] : []),
    ...(end !== 0 && !deadline.aborted ? [`it ended with ${endText(end)}, wanted exit code 0`] : []),
  ];
}

function endText(end: number | string): string {
  return typeof end === "number" ? `exit code ${end}` : end;
}
