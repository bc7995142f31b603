/** The commands as MCP's `tools/list` has them. */

import * as z from "zod";

import { inputSchema, outputSchema } from "../commands/input-schema.ts";

import type { Tool, ToolAnnotations } from "@modelcontextprotocol/server";
import type { Command } from "../commands/command.ts";
import type { ChattyConfig } from "../config/chatty-config.ts";

const made = new WeakMap<readonly Command[], readonly Tool[]>();

/** One tool for each command. Made once for a configuration; nobody may change it. */
export function toolsOf({ commands }: Pick<ChattyConfig, "commands">): readonly Tool[] {
  const known = made.get(commands);
  if (known !== undefined) return known;
  const tools = commands.map(toolOf);
  made.set(commands, tools);
  return tools;
}

function toolOf(command: Command): Tool {
  return {
    name: command.name,
    description: command.description,
    inputSchema: jsonSchema(inputSchema(command), "input"),
    outputSchema: jsonSchema(outputSchema(command), "output"),
    annotations: annotationsOf(command),
  };
}

/** What is not said here MCP takes the careful way: a tool may destroy, and may reach out to the world. */
function annotationsOf({ readOnly, does }: Command): ToolAnnotations {
  return { readOnlyHint: readOnly, ...(does.kind === "function" && { openWorldHint: false }) };
}

function jsonSchema(schema: z.ZodObject, io: "input" | "output"): Tool["inputSchema"] {
  return { ...JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io }))), type: "object" };
}
