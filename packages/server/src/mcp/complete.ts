/** Answers MCP's `completion/complete`: ids of runs, and the choices that arguments of prompts have. */

import { LIMITS } from "../limits.ts";
import { EXPLAIN_RUN } from "../commands/built-in-prompts.ts";
import { promptNamed } from "./prompts.ts";
import { asProtocolError } from "./protocol-error.ts";
import { RUN_TEMPLATE } from "./run-contents.ts";

import type { CompleteRequest, CompleteResult } from "@modelcontextprotocol/server";
import type { Subject } from "./subject.ts";

/** What an answer may have, says the specification. */
const MOST_VALUES = 100;

export function completer(subject: Subject): (request: CompleteRequest) => Promise<CompleteResult> {
  async function candidates({ params: { ref, argument } }: CompleteRequest): Promise<readonly string[]> {
    if (ref.type === "ref/resource")
      return ref.uri === RUN_TEMPLATE && argument.name === "id" ? await runIds() : [];
    const prompt = promptNamed(subject, ref.name);
    if (prompt === EXPLAIN_RUN) return argument.name === "run" ? await runIds() : [];
    const field = Object.hasOwn(prompt.arguments, argument.name)
      ? prompt.arguments[argument.name]
      : undefined;
    return field?.type === "string" ? (field.enum ?? []) : [];
  }

  async function runIds(): Promise<readonly string[]> {
    const { runs } = await (await subject.runner()).history({ limit: LIMITS.completedRuns });
    return runs.map(({ id }) => id);
  }

  return async function complete(request) {
    try {
      const found = await candidates(request);
      const fitting = found.filter((value) => value.startsWith(request.params.argument.value));
      const values = fitting.slice(0, MOST_VALUES);
      return { completion: { values, total: fitting.length, hasMore: fitting.length > values.length } };
    } catch (error) {
      throw asProtocolError(error);
    }
  };
}
