/** Reads a line as a message of JSON-RPC, and says what the answer is to one that is none. */

import {
  isInitializeRequest,
  isJSONRPCRequest,
  type JSONRPCErrorResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  parseJSONRPCMessage,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";

import { LIMITS } from "../limits.ts";

/** Why a line could not even be decoded. */
export type LineFlaw = "too-long" | "not-utf8";

export type ReadMessage = { readonly message: JSONRPCMessage } | { readonly bad: JSONRPCErrorResponse };

const FOUND: Readonly<Record<LineFlaw, string>> = {
  "too-long": `it is too long, wanted at most ${LIMITS.mcpLineBytes / 1_048_576} MiB`,
  "not-utf8": "it is not UTF-8",
};

export function badLine(flaw: LineFlaw): JSONRPCErrorResponse {
  return refusal(ProtocolErrorCode.ParseError, FOUND[flaw]);
}

/** Without an id: the answer would be taken for that to the request which has it. */
export function idInUse(): JSONRPCErrorResponse {
  return refusal(ProtocolErrorCode.InvalidRequest, "its id is that of a request which is not answered yet");
}

/** A byte order mark before it, as some shells write it first, is no part of it. */
export function readMessage(text: string): ReadMessage {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return {
      bad: refusal(ProtocolErrorCode.ParseError, "it is not JSON, wanted one JSON-RPC message on a line"),
    };
  }
  try {
    const message = parseJSONRPCMessage(value);
    return isWrongInitialize(message) ? { bad: wrongInitialize(message.id) } : { message };
  } catch {
    const refused = refusal(ProtocolErrorCode.InvalidRequest, "it is not a JSON-RPC message");
    const id = requestIdOf(value);
    return { bad: id === undefined ? refused : { ...refused, id } };
  }
}

/** The SDK would take it for a failure of its own. */
function isWrongInitialize(message: JSONRPCMessage): message is JSONRPCRequest {
  return isJSONRPCRequest(message) && message.method === "initialize" && !isInitializeRequest(message);
}

function wrongInitialize(id: RequestId): JSONRPCErrorResponse {
  const found = "the params of initialize do not hold, wanted protocolVersion, capabilities and clientInfo";
  return { ...refusal(ProtocolErrorCode.InvalidParams, found), id };
}

/** Only of what was meant as a request: an answer to a bad answer would be taken for one to the client's own request. */
function requestIdOf(value: unknown): string | number | undefined {
  if (typeof value !== "object" || value === null || !("method" in value) || !("id" in value))
    return undefined;
  const { id } = value;
  return typeof id === "string" || (typeof id === "number" && Number.isSafeInteger(id)) ? id : undefined;
}

/** Without an id where none can be known, as MCP has it; JSON-RPC itself would say null. */
function refusal(code: number, found: string): JSONRPCErrorResponse {
  return { jsonrpc: "2.0", error: { code, message: `Cannot read a message: ${found}` } };
}
