/** Tools that do something while they are called. */

import { inputRequired } from "@modelcontextprotocol/server";
import * as z from "zod";

import type { CallToolResult, McpServer, ServerContext } from "@modelcontextprotocol/server";

/** What the suite asks to lie between two messages. */
const STEP_MS = 50;

type Does = (context: ServerContext) => Promise<CallToolResult> | CallToolResult;

export function addBehaviourTools(server: McpServer, listChanged: () => void): void {
  const tools: Readonly<Record<string, Does>> = {
    test_tool_with_logging: logInSteps,
    test_logging_tool: logInSteps,
    test_tool_with_progress: progressInSteps,
    test_error_handling() {
      throw new Error("This tool intentionally returns an error for testing");
    },
    async test_reconnection({ http }) {
      http?.closeSSE?.();
      await Bun.sleep(2 * STEP_MS);
      return text("Came to its end after the stream was closed");
    },
    test_trigger_tool_change: () => (listChanged(), text("Told of other tools")),
    test_trigger_prompt_change: () => (listChanged(), text("Told of other prompts")),
  };
  for (const [name, does] of Object.entries(tools)) {
    server.registerTool(name, { description: `Does what ${name} says` }, (context) => does(context));
  }
  server.registerTool(
    "test_streaming_elicitation",
    { description: "Logs, then asks", inputSchema: z.object({}) },
    async (_input, context) => {
      await context.mcpReq.log("info", "About to ask");
      const requestedSchema = z.object({ name: z.string() });
      const inputRequests = { name: inputRequired.elicit({ message: "Your name?", requestedSchema }) };
      return inputRequired({ inputRequests });
    },
  );
}

export function text(value: string): CallToolResult {
  return { content: [{ type: "text", text: value }] };
}

async function logInSteps({ mcpReq }: ServerContext): Promise<CallToolResult> {
  await mcpReq.log("info", "Tool execution started");
  await Bun.sleep(STEP_MS);
  await mcpReq.log("info", "Tool processing data");
  await Bun.sleep(STEP_MS);
  await mcpReq.log("info", "Tool execution completed");
  return text("Logged three times");
}

async function progressInSteps({ mcpReq }: ServerContext): Promise<CallToolResult> {
  // oxlint-disable-next-line eslint/no-underscore-dangle -- a name of MCP
  const progressToken = mcpReq._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    const params = { progressToken, progress, total: 100, message: `${progress} of 100` };
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    if (progressToken !== undefined) await mcpReq.notify({ method: "notifications/progress", params });
    // oxlint-disable-next-line eslint/no-await-in-loop -- as the suite asks
    await Bun.sleep(STEP_MS);
  }
  return text("Came to 100");
}
