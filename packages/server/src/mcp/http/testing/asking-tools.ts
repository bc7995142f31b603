/** Tools that ask the client in the middle of a call, as of 2025-11-25. */

import * as z from "zod";

import { text } from "./behaviour-tools.ts";

import type { ElicitRequestFormParams, McpServer } from "@modelcontextprotocol/server";

type Properties = ElicitRequestFormParams["requestedSchema"]["properties"];

const DEFAULTS: Properties = {
  name: { type: "string", default: "John Doe" },
  age: { type: "integer", default: 30 },
  score: { type: "number", default: 95.5 },
  status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
  verified: { type: "boolean", default: true },
};

const ENUMS: Properties = {
  untitledSingle: { type: "string", enum: ["option1", "option2", "option3"] },
  titledSingle: {
    type: "string",
    oneOf: [
      { const: "value1", title: "First Option" },
      { const: "value2", title: "Second Option" },
      { const: "value3", title: "Third Option" },
    ],
  },
  legacyEnum: {
    type: "string",
    enum: ["opt1", "opt2", "opt3"],
    enumNames: ["Option One", "Option Two", "Option Three"],
  },
  untitledMulti: { type: "array", items: { type: "string", enum: ["option1", "option2", "option3"] } },
  titledMulti: {
    type: "array",
    items: {
      anyOf: [
        { const: "value1", title: "First Choice" },
        { const: "value2", title: "Second Choice" },
        { const: "value3", title: "Third Choice" },
      ],
    },
  },
};

export function addAskingTools(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description: "Asks for a completion", inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const content = { type: "text", text: prompt } as const;
      const result = await mcpReq.requestSampling({ messages: [{ role: "user", content }], maxTokens: 100 });
      return text(`LLM response: ${JSON.stringify(result.content)}`);
    },
  );
  server.registerTool(
    "test_elicitation",
    { description: "Asks the user", inputSchema: z.object({ message: z.string() }) },
    async ({ message }, { mcpReq }) => {
      const properties: Properties = {
        username: { type: "string", description: "User's response" },
        email: { type: "string", description: "User's email address" },
      };
      const requestedSchema = { type: "object", properties, required: ["username", "email"] } as const;
      const answer = await mcpReq.elicitInput({
        message,
        requestedSchema: { ...requestedSchema, required: [...requestedSchema.required] },
      });
      return text(`User response: ${JSON.stringify(answer)}`);
    },
  );
  const forms = { test_elicitation_sep1034_defaults: DEFAULTS, test_elicitation_sep1330_enums: ENUMS };
  for (const [name, properties] of Object.entries(forms)) {
    server.registerTool(name, { description: `Asks with the form of ${name}` }, async ({ mcpReq }) => {
      const requestedSchema = { type: "object", properties } as const;
      const { action, content } = await mcpReq.elicitInput({ message: "Fill in the form", requestedSchema });
      return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
    });
  }
}
