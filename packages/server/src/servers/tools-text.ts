/** What `chatty server tools` prints for people. */

import { table } from "../list/table.ts";

import type { Tool } from "@modelcontextprotocol/server";

/** One line a tool, with its arguments as MCP clients have to give them; those in brackets can be left out. */
export function toolsText(tools: readonly Tool[]): string {
  return table([
    ["TOOL", "DOES", "ARGUMENTS", "DESCRIPTION"],
    ...tools.map(({ name, annotations, inputSchema, description = "" }) => {
      const { properties = {}, required = [] } = inputSchema;
      const words = Object.keys(properties).map((key) => (required.includes(key) ? key : `[${key}]`));
      return [name, annotations?.readOnlyHint === true ? "reads" : "changes", words.join(" "), description];
    }),
  ]);
}
