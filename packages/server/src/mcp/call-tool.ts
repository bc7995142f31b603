/** Answers MCP's `tools/call`: runs a command. */

import { bugFacts } from "@chatty/daemon/log";
import { type Fault, faultToText } from "@slipway/fault";

import { asFault, chattyFault } from "../faults.ts";
import { nothingNamed } from "./protocol-error.ts";
import { reportProgress } from "./report-progress.ts";

import type { CallToolRequest, CallToolResult, ServerContext } from "@modelcontextprotocol/server";
import type { Command } from "../commands/command.ts";
import type { Outcome } from "../runs/runner.ts";
import type { Subject } from "./subject.ts";

export type ToolCaller = (request: CallToolRequest, client: ServerContext) => Promise<CallToolResult>;

type Call = { readonly command: Command; readonly input: unknown; readonly client: ServerContext };

/** A failure is a result too: the model that called is to read what went wrong and try again. */
export function toolCaller(subject: Subject): ToolCaller {
  return async function callTool({ params }, client) {
    const command = toolNamed(subject, params.name);
    try {
      const { ok, value } = await perform(subject, { command, input: params.arguments ?? {}, client });
      const content: CallToolResult["content"] = [{ type: "text", text: JSON.stringify(value) }];
      return { content, structuredContent: value, ...(!ok && { isError: true }) };
    } catch (error) {
      const fault = asFault(error);
      if (fault.code === "internal") subject.log("error", "A tool has a bug", bugFacts(error));
      return { content: [{ type: "text", text: faultToText(forModels(fault)) }], isError: true };
    }
  };
}

/** A model has the schema, and no terminal to ask for help. */
function forModels(fault: Fault): Fault {
  if (fault.code !== "invalid-input") return fault;
  const { message, details } = fault;
  return chattyFault("invalid-input", {
    message,
    details,
    hint: "Call it again with what its input schema wants",
  });
}

/** @throws ProtocolError as MCP wants it for a tool that is none */
function toolNamed({ config }: Subject, name: string): Command {
  const { commands } = config.current();
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw nothingNamed({ action: "call", what: "tool", name, known: commands });
  return found;
}

/** Ends the run when the client cancels the request, or goes away. */
async function perform(subject: Subject, { command, input, client }: Call): Promise<Outcome> {
  const { does, name } = command;
  if (does.kind === "function") return { ok: true, value: await does.run(input, subject.context) };
  const runner = await subject.runner();
  const { signal } = client.mcpReq;
  const progress = reportProgress(client.mcpReq);
  try {
    const { onOutput } = progress;
    const outcome = await runner.perform(command, input, { signal, onOutput });
    const { run, state, exit_code } = outcome.value;
    subject.log("debug", "A run has ended", { command: name, run: String(run), state: String(state) });
    const data = { command: name, run, state, exit_code };
    // It fails when the client has gone, as when it is told of progress; one that has cancelled does not wait for it.
    if (!signal.aborted)
      await client.mcpReq.log(outcome.ok ? "info" : "warning", data, "runs").catch(() => {});
    return outcome;
  } finally {
    progress.stop();
  }
}
