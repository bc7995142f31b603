/** Keeps answers that are errors short, whatever is wrong with a request. */

import { shortened } from "@slipway/fault";

import { LIMITS } from "../limits.ts";

import type { JSONRPCMessage, Server } from "@modelcontextprotocol/server";

/** To be called before `server` is connected. The SDK checks requests by itself, before any handler of ours. */
export function shortenErrors(server: Server): void {
  const connect = server.connect.bind(server);
  server.connect = (transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(withShortError(message), options);
    return connect(transport);
  };
}

function withShortError(message: JSONRPCMessage): JSONRPCMessage {
  if (!("error" in message)) return message;
  const { code, message: text, data } = message.error;
  const characters = LIMITS.mcpErrorCharacters;
  const isDataShort = data === undefined || JSON.stringify(data).length <= characters;
  if (text.length <= characters && isDataShort) return message;
  const error = { code, message: shortened(text, { characters }), ...(isDataShort && { data }) };
  return { ...message, error };
}
