/** Makes an MCP server that has the commands as its tools. No transport, no effects of its own. */

import { faultToText } from "@slipway/fault";
import { McpServer } from "@modelcontextprotocol/server";

import { asFault } from "../faults.ts";
import { VERSION } from "../version.ts";

import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Command, CommandContext } from "../commands/command.ts";

export type McpServerSubject = {
  readonly commands: readonly Command[];
  readonly context: CommandContext;
};

export function buildServer({ commands, context }: McpServerSubject): McpServer {
  const server = new McpServer({ name: "chatty", version: VERSION });
  for (const command of commands) {
    const { name, description, readOnly, input, output } = command;
    server.registerTool(
      name,
      {
        description,
        inputSchema: input,
        outputSchema: output,
        annotations: { readOnlyHint: readOnly },
      },
      (args) => callTool(command, { args, context }),
    );
  }
  return server;
}

type ToolCall = { readonly args: unknown; readonly context: CommandContext };

/** A failure is a result too: the model that called is to read what went wrong and try again. */
async function callTool(command: Command, { args, context }: ToolCall): Promise<CallToolResult> {
  try {
    const output = await command.run(args, context);
    return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
  } catch (error) {
    return { content: [{ type: "text", text: faultToText(asFault(error)) }], isError: true };
  }
}
