/** The one place that knows the MCP SDK: asks a server on stdio for the names of its tools. */

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { deserializeMessage, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

import { MAX_MESSAGE_LENGTH, MAX_SHOWN_MESSAGE_LENGTH } from "./limits.ts";

/** What the client talks through. */
export type McpWire = {
  readonly send: (text: string) => void;
  readonly output: ReadableStream<Uint8Array>;
};

type McpMessage = { readonly from: "client" | "server"; readonly text: string };

/** What was asked and answered, message by message. */
export type McpTalk = {
  readonly messages: readonly McpMessage[];
  readonly outcome:
    | { readonly kind: "tools"; readonly names: readonly string[] }
    /** `reason` is undefined where the output ended or `signal` aborted. */
    | { readonly kind: "failed"; readonly asked: string; readonly reason: string | undefined };
};

/** Initializes a session and lists the tools, all pages of them. Ends when `signal` aborts, and then fails. */
export async function talkMcp(
  wire: McpWire,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<McpTalk> {
  const messages: McpMessage[] = [];
  const transport = transportOf(wire, messages);
  const client = new Client({ name: "slipway", version: "1.0.0" });
  const request = { timeout: options.timeoutMs, signal: options.signal };
  let asked = "initialize";
  try {
    await client.connect(transport, request);
    asked = "tools/list";
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, request);
      names.push(...page.tools.map((tool) => tool.name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return { messages, outcome: { kind: "tools", names } };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = transport.ended() || options.signal.aborted ? transport.broken() : said;
    return { messages, outcome: { kind: "failed", asked, reason } };
  } finally {
    await client.close();
  }
}

type WireTransport = Transport & {
  readonly ended: () => boolean;
  /** What came that is no message, as a sentence. */
  readonly broken: () => string | undefined;
};

/** A transport over a process that others start and end. */
function transportOf(wire: McpWire, messages: McpMessage[]): WireTransport {
  const reader = wire.output.getReader();
  let closed = false;
  let ended = false;
  let broken: string | undefined;
  function receive(line: string): void {
    if (line.trim() === "") return;
    const message = messageIn(line);
    if (message === undefined) {
      broken = `standard output has ${JSON.stringify(line.slice(0, MAX_SHOWN_MESSAGE_LENGTH))}, which is no MCP message`;
      return;
    }
    messages.push({ from: "server", text: line.trimEnd() });
    transport.onmessage?.(message);
  }
  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (broken === undefined) receive(line);
      if (rest.length > MAX_MESSAGE_LENGTH) receive(rest);
      if (broken !== undefined) break;
    }
    ended = !closed;
    transport.onclose?.();
  }
  const transport: WireTransport = {
    async start() {
      void read();
    },
    async send(message) {
      const text = serializeMessage(message);
      messages.push({ from: "client", text: text.trimEnd() });
      wire.send(text);
    },
    async close() {
      closed = true;
      await reader.cancel();
    },
    ended: () => ended,
    broken: () => broken,
  };
  return transport;
}

function messageIn(line: string): ReturnType<typeof deserializeMessage> | undefined {
  try {
    return deserializeMessage(line);
  } catch {
    // The caller says that it is none.
    return undefined;
  }
}
