/** A client of MCP over HTTP that does no more than it is told. */

export type Posted = {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON-RPC messages of the answer, whether it came as JSON or as events. */
  readonly messages: readonly Record<string, unknown>[];
};

const ACCEPT = "application/json, text/event-stream";
const JSON_TYPE = { "content-type": "application/json", accept: ACCEPT };

/** Posts any body to `/mcp`, and reads the answer to its end. */
export async function post(
  origin: string,
  body: string | Uint8Array<ArrayBuffer> | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Posted> {
  const sent =
    typeof body === "string" ? body : body instanceof Uint8Array ? new Blob([body]) : JSON.stringify(body);
  const response = await fetch(`${origin}/mcp`, {
    method: "POST",
    body: sent,
    headers: { ...JSON_TYPE, ...headers },
  });
  return { status: response.status, headers: response.headers, messages: messagesIn(await response.text()) };
}

/** The messages in a JSON text, or in the events of a stream. */
export function messagesIn(text: string): readonly Record<string, unknown>[] {
  const isJson = text.startsWith("{") || text.startsWith("[");
  const texts = isJson
    ? [text]
    : [...text.matchAll(/^data: (?<json>\{.*)$/gmu)].map(({ groups }) => groups?.["json"] ?? "");
  return texts.map((json): Record<string, unknown> => JSON.parse(json));
}

/** The ids of the events of a stream. */
export function eventIdsIn(text: string): readonly string[] {
  return [...text.matchAll(/^id: (?<id>.+)$/gmu)].map(({ groups }) => groups?.["id"] ?? "");
}

export const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
} as const;

/** Begins a session of 2025-11-25; the headers of its requests. */
export async function beginSession(origin: string): Promise<Record<string, string>> {
  const { headers } = await post(origin, INITIALIZE);
  const session = {
    "mcp-session-id": headers.get("mcp-session-id") ?? "",
    "mcp-protocol-version": "2025-11-25",
  };
  await post(origin, { jsonrpc: "2.0", method: "notifications/initialized" }, session);
  return session;
}

/** A request of 2026-07-28, with its headers. */
export function modernRequest(
  method: string,
  params: object = {},
): { body: object; headers: Record<string, string> } {
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const name = "name" in params && typeof params.name === "string" ? { "mcp-name": params.name } : {};
  return {
    body: { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: envelope } },
    headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...name },
  };
}

/** A stream that is read as it comes. */
export type OpenStream = {
  /** All that has come, as soon as it holds `text` or has ended. */
  readonly until: (text: string) => Promise<string>;
  /** Hangs up. */
  readonly close: () => void;
};

/** Opens a stream of events. */
export async function openStream(
  url: string,
  init: RequestInit = {},
): Promise<OpenStream & { status: number }> {
  const hangUp = new AbortController();
  const headers = { accept: "text/event-stream", ...Object.fromEntries(new Headers(init.headers)) };
  const response = await fetch(url, { ...init, headers, signal: hangUp.signal });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    status: response.status,
    async until(wanted) {
      while (!text.includes(wanted)) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
        const piece = await reader?.read();
        if (piece?.value === undefined) break;
        text += decoder.decode(piece.value, { stream: true });
      }
      return text;
    },
    close: () => hangUp.abort(),
  };
}
