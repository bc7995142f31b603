/** Tools that answer with every kind of content. */

import { fromJsonSchema } from "@modelcontextprotocol/server";

import { PNG, WAV } from "./samples.ts";

import type { ContentBlock, McpServer } from "@modelcontextprotocol/server";

const IMAGE: ContentBlock = { type: "image", data: PNG, mimeType: "image/png" };

const CONTENT: Readonly<Record<string, readonly ContentBlock[]>> = {
  test_simple_text: [{ type: "text", text: "This is a simple text response for testing." }],
  test_image_content: [IMAGE],
  test_audio_content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }],
  test_embedded_resource: [
    {
      type: "resource",
      resource: {
        uri: "test://embedded-resource",
        mimeType: "text/plain",
        text: "This is an embedded resource content.",
      },
    },
  ],
  test_multiple_content_types: [
    { type: "text", text: "Multiple content types test:" },
    IMAGE,
    {
      type: "resource",
      resource: {
        uri: "test://mixed-content-resource",
        mimeType: "application/json",
        text: '{"test":"data","value":123}',
      },
    },
  ],
};

const ADDRESS = {
  $anchor: "addressDef",
  type: "object",
  properties: { street: { type: "string" }, city: { type: "string" } },
};

/** Keywords that a server must hand on as they are. */
const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: { address: ADDRESS },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
} as const;

/** A parameter that clients also send as a header, so that proxies can read it. */
const WITH_HEADER = {
  type: "object",
  properties: { region: { type: "string", "x-mcp-header": "Region" } },
  required: ["region"],
} as const;

export function addContentTools(server: McpServer): void {
  for (const [name, content] of Object.entries(CONTENT)) {
    server.registerTool(name, { description: `Answers with the content of ${name}` }, () => ({
      content: [...content],
    }));
  }
  const description = "Tool with JSON Schema 2020-12 features";
  server.registerTool(
    "json_schema_2020_12_tool",
    { description, inputSchema: fromJsonSchema(SCHEMA) },
    (input) => ({
      content: [{ type: "text", text: JSON.stringify(input) }],
    }),
  );
  const region = { description: "Says which region", inputSchema: fromJsonSchema(WITH_HEADER) };
  server.registerTool("fixture_param_header", region, (input) => ({
    content: [{ type: "text", text: JSON.stringify(input) }],
  }));
}
