/** The prompts that the suite asks for. */

import { acceptedContent, completable, inputRequired } from "@modelcontextprotocol/server";
import * as z from "zod";

import { elicit } from "./input-required-tools.ts";
import { PNG } from "./samples.ts";

import type { ContentBlock, GetPromptResult, McpServer } from "@modelcontextprotocol/server";

const CONTEXT = z.object({ context: z.string() });

export function addFixturePrompts(server: McpServer): void {
  server.registerPrompt("test_simple_prompt", { description: "Says one thing" }, () =>
    said(textBlock("This is a simple prompt for testing.")),
  );
  const arg1 = completable(z.string().describe("First test argument"), (begun) =>
    ["paris", "park", "party"].filter((word) => word.startsWith(begun)),
  );
  const argsSchema = z.object({ arg1, arg2: z.string().describe("Second test argument") });
  server.registerPrompt("test_prompt_with_arguments", { description: "Repeats", argsSchema }, (args) =>
    said(textBlock(`Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`)),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "Has a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => {
      const resource = {
        uri: resourceUri,
        mimeType: "text/plain",
        text: "Embedded resource content for testing.",
      };
      return said({ type: "resource", resource }, textBlock("Please process the embedded resource above."));
    },
  );
  server.registerPrompt("test_prompt_with_image", { description: "Has an image" }, () =>
    said({ type: "image", data: PNG, mimeType: "image/png" }, textBlock("Please analyze the image above.")),
  );
  server.registerPrompt("test_input_required_result_prompt", { description: "Asks first" }, ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, "user_context", CONTEXT)?.context;
    if (given !== undefined) return said(textBlock(`In the context of ${given}`));
    const user_context = elicit("What context should the prompt use?", CONTEXT);
    return inputRequired({ inputRequests: { user_context } });
  });
}

function said(...blocks: readonly ContentBlock[]): GetPromptResult {
  return { messages: blocks.map((content) => ({ role: "user", content })) };
}

function textBlock(text: string): ContentBlock {
  return { type: "text", text };
}
