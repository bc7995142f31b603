/** The prompt that asks a model to explain a run. */

import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

import { EXPLAIN_RUN } from "../commands/built-in-prompts.ts";
import { runContents } from "./run-contents.ts";

import type { GetPromptResult } from "@modelcontextprotocol/server";
import type { Input } from "../commands/field.ts";
import type { Runner } from "../runs/runner.ts";

/** @throws Fault `run-unknown`, ProtocolError where nothing has run yet */
export async function explainRun(runner: Runner, { run }: Input): Promise<GetPromptResult> {
  const contents = await runContents(runner, typeof run === "string" ? run : await lastRun(runner));
  return {
    description: EXPLAIN_RUN.description,
    messages: [
      { role: "user", content: { type: "text", text: EXPLAIN_RUN.text } },
      ...contents.map((resource) => ({
        role: "user" as const,
        content: { type: "resource" as const, resource },
      })),
    ],
  };
}

async function lastRun(runner: Pick<Runner, "history">): Promise<string> {
  const [last] = (await runner.history({ limit: 1 })).runs;
  if (last !== undefined) return last.id;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    "Cannot explain a run: there is none yet, call a tool first",
  );
}
