/** Requests as MCP clients of both eras make them. */

const ACCEPT = { accept: "application/json, text/event-stream", "content-type": "application/json" };

/** The first request of a session, revision 2025-11-25. */
export const INITIALIZE: string = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "benchmark", version: "1.0.0" },
  },
});

/** Sends it to an HTTP server. @throws when the answer is not the one of `initialize` */
export async function initialize(origin: string): Promise<void> {
  const response = await fetch(`${origin}/mcp`, { method: "POST", headers: ACCEPT, body: INITIALIZE });
  const text = await response.text();
  if (!text.includes('"protocolVersion"')) throw new Error(`initialize: ${response.status} ${text}`);
}

const CALL = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: "uuid",
    arguments: { count: 1 },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "benchmark", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

const CALL_HEADERS = {
  ...ACCEPT,
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
  "mcp-name": "uuid",
};

/** Calls the tool `uuid`, revision 2026-07-28. @throws when the answer has none */
export async function callTool(origin: string): Promise<void> {
  const response = await fetch(`${origin}/mcp`, { method: "POST", headers: CALL_HEADERS, body: CALL });
  const text = await response.text();
  if (!text.includes('"structuredContent":{"uuids":'))
    throw new Error(`tools/call: ${response.status} ${text}`);
}
