/** The one place that knows the MCP SDK: asks a server on stdio for the names of its tools. */

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import { deserializeMessage, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

import { MAX_PAGES, MAX_TALK_BYTES, MAX_TOOLS, SHOWN_LINES } from "./limits.ts";
import { lineCutter } from "./line-cutter.ts";
import { shownText } from "./shown-text.ts";

/** What the client talks through. */
export type McpWire = {
  readonly send: (text: string) => void;
  /** The next part of the output; undefined at its end. */
  readonly read: () => Promise<Uint8Array | undefined>;
};

/** What was asked and answered. */
export type McpTalk = {
  /** The last messages, cut for people. */
  readonly said: readonly string[];
  readonly outcome:
    | { readonly kind: "tools"; readonly names: readonly string[] }
    /** `reason` is undefined where the output ended or `signal` aborted. */
    | { readonly kind: "failed"; readonly asked: string; readonly reason: string | undefined };
};

type TalkOptions = { readonly timeoutMs: number; readonly signal: AbortSignal };

/** Initializes a session and lists the tools, all pages of them. Ends when `signal` aborts, and then fails. */
export async function talkMcp(wire: McpWire, options: TalkOptions): Promise<McpTalk> {
  const { timeoutMs, signal } = options;
  const said: string[] = [];
  const transport = transportOf(wire, { said, signal });
  const client = new Client({ name: "slipway", version: "1.0.0" });
  const request = { timeout: timeoutMs, signal };
  let asked = "initialize";
  try {
    await client.connect(transport, request);
    asked = "tools/list";
    return { said, outcome: { kind: "tools", names: await toolNames(client, request) } };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const reason = transport.broken() ?? (transport.ended() || signal.aborted ? undefined : told);
    return { said, outcome: { kind: "failed", asked, reason } };
  } finally {
    await client.close();
  }
}

async function toolNames(client: Client, request: RequestOptions): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { tools, nextCursor } = await client.listTools(cursor === undefined ? {} : { cursor }, request);
    names.push(...tools.map((tool) => tool.name));
    if (names.length > MAX_TOOLS) throw new Error(`it has more than ${MAX_TOOLS} tools`);
    if (nextCursor === undefined) return names;
    cursor = nextCursor;
  }
  throw new Error(`it has more than ${MAX_PAGES} pages`);
}

type WireTransport = Transport & {
  readonly ended: () => boolean;
  /** What came that is no message, or too much, as a sentence. */
  readonly broken: () => string | undefined;
};

/** A transport over a process that others start and end. */
function transportOf(
  wire: McpWire,
  { said, signal }: { readonly said: string[]; readonly signal: AbortSignal },
): WireTransport {
  const linesOf = lineCutter();
  let receivedBytes = 0;
  let closed = false;
  let ended = false;
  let broken: string | undefined;
  function show(mark: string, text: string): void {
    said.push(`${mark} ${shownText(text.trimEnd())}`);
    if (said.length > SHOWN_LINES) said.shift();
  }
  function takeLine(line: string): void {
    if (broken !== undefined || line.trim() === "") return;
    const message = messageIn(line);
    if (message === undefined) {
      broken = `standard output has ${JSON.stringify(shownText(line))}, which is no MCP message`;
      return;
    }
    show("<", line);
    transport.onmessage?.(message);
  }
  function take(part: Uint8Array): void {
    receivedBytes += part.length;
    if (receivedBytes > MAX_TALK_BYTES) broken = `it wrote more than ${MAX_TALK_BYTES} bytes`;
    else for (const line of linesOf(part)) takeLine(line);
    if (broken !== undefined) transport.onclose?.();
  }
  async function read(): Promise<void> {
    for (let part = await wire.read(); part !== undefined; part = await wire.read()) {
      // What nobody waits for any more is read all the same: the server must be able to write it.
      if (!closed && broken === undefined) take(part);
    }
    ended = !closed;
    transport.onclose?.();
  }
  const transport: WireTransport = {
    async start() {
      void read();
    },
    async send(message) {
      // When the time is over the SDK takes back every request it ever made.
      if (signal.aborted) return;
      const text = serializeMessage(message);
      show(">", text);
      wire.send(text);
    },
    async close() {
      closed = true;
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
