/** The resources that the suite reads. */

import { ResourceTemplate } from "@modelcontextprotocol/server";

import { PNG } from "./samples.ts";

import type { McpServer } from "@modelcontextprotocol/server";

const TEXTS: Readonly<Record<string, string>> = {
  "test://static-text": "This is the content of the static text resource.",
  "test://watched-resource": "Watched resource content",
  "test://example-resource": "Example resource content",
};

export function addFixtureResources(server: McpServer): void {
  for (const [uri, text] of Object.entries(TEXTS)) {
    const mimeType = "text/plain";
    server.registerResource(
      uri.slice("test://".length),
      uri,
      { description: `Content of ${uri}`, mimeType },
      () => ({
        contents: [{ uri, mimeType, text }],
      }),
    );
  }
  const uri = "test://static-binary";
  const mimeType = "image/png";
  server.registerResource("static-binary", uri, { description: "An image", mimeType }, () => ({
    contents: [{ uri, mimeType, blob: PNG }],
  }));
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { description: "One for every id", mimeType: "application/json" },
    ({ href }, { id }) => {
      const data = { id, templateTest: true, data: `Data for ID: ${String(id)}` };
      return { contents: [{ uri: href, mimeType: "application/json", text: JSON.stringify(data) }] };
    },
  );
  for (const method of ["resources/subscribe", "resources/unsubscribe"] as const) {
    server.server.setRequestHandler(method, () => ({}));
  }
}
