/** A run and its output as contents of MCP. */

import type { ResourceTemplateType, TextResourceContents } from "@modelcontextprotocol/server";
import type { Runner } from "../runs/runner.ts";

export const RUN_TEMPLATE = "chatty://runs/{id}";

export const TEMPLATES: readonly ResourceTemplateType[] = [
  {
    uriTemplate: RUN_TEMPLATE,
    name: "run",
    description: "A run: what was run, what became of it, and its output",
    mimeType: "application/json",
  },
];

export function runUri(id: string): string {
  return RUN_TEMPLATE.replace("{id}", id);
}

/** The run, and what it has written so far; the middle of a long output is left out. @throws Fault `run-unknown` */
export async function runContents(
  runner: Pick<Runner, "run" | "output">,
  id: string,
): Promise<TextResourceContents[]> {
  const run = await runner.run(id);
  const { text, isShortened } = await runner.output(id);
  const uri = runUri(id);
  return [
    {
      uri,
      mimeType: "application/json",
      text: JSON.stringify({ ...run, output_shortened: isShortened }, null, 2),
    },
    { uri: `${uri}#output`, mimeType: "text/plain", text },
  ];
}
