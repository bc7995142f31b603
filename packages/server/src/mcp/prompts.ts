/** The prompts: those of the configuration, and one that explains a run. */

import { Fault } from "@slipway/fault";
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

import { EXPLAIN_RUN } from "../commands/built-in-prompts.ts";
import { isRequired } from "../commands/field.ts";
import { type Prompt as DeclaredPrompt, promptText } from "../commands/prompt.ts";
import { readInput } from "../commands/read-input.ts";
import { explainRun } from "./explain-run.ts";
import { asProtocolError, nothingNamed } from "./protocol-error.ts";

import type {
  GetPromptRequest,
  GetPromptResult,
  ListPromptsResult,
  Prompt,
} from "@modelcontextprotocol/server";
import type { Subject } from "./subject.ts";

export type PromptReader = {
  readonly list: () => ListPromptsResult;
  readonly get: (request: GetPromptRequest) => Promise<GetPromptResult>;
};

export function promptReader(subject: Subject): PromptReader {
  async function textOf({ params: { name, arguments: given } }: GetPromptRequest): Promise<GetPromptResult> {
    const prompt = promptNamed(subject, name);
    const input = inputOf(prompt, given);
    if (prompt === EXPLAIN_RUN) return await explainRun(await subject.runner(), input);
    const content = { type: "text" as const, text: promptText(prompt, input) };
    return { description: prompt.description, messages: [{ role: "user", content }] };
  }

  return {
    list: () => ({ prompts: allPrompts(subject).map(listed) }),
    get: (request) => textOf(request).catch((error: unknown) => Promise.reject(asProtocolError(error))),
  };
}

/** The one of chatty itself comes first, and wins. */
export function allPrompts({ config }: Pick<Subject, "config">): readonly DeclaredPrompt[] {
  const declared = config.current().prompts.filter(({ name }) => name !== EXPLAIN_RUN.name);
  return [EXPLAIN_RUN, ...declared];
}

/** @throws ProtocolError for a prompt that is none */
export function promptNamed(subject: Pick<Subject, "config">, name: string): DeclaredPrompt {
  const known = allPrompts(subject);
  const found = known.find((prompt) => prompt.name === name);
  if (found === undefined) throw nothingNamed({ action: "get", what: "prompt", name, known });
  return found;
}

function listed({ name, description, arguments: fields }: DeclaredPrompt): Prompt {
  const args = Object.entries(fields).map(([argument, field]) => {
    return { name: argument, description: field.description, required: isRequired(field) };
  });
  return { name, description, arguments: args };
}

/** @throws ProtocolError that names each argument that does not hold */
function inputOf(prompt: DeclaredPrompt, given: unknown): ReturnType<typeof readInput> {
  try {
    return readInput({ name: prompt.name, input: prompt.arguments }, given);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const message = `Cannot fill in the prompt "${prompt.name}": ${error.details.join("; ")}`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
}
