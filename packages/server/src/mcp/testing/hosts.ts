/** Clients as MCP hosts have them: the SDK's first generation, which is what is deployed, and its second in every mode. */

import { Client, type VersionNegotiationMode } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export type ServerProcess = {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
};

export type CallOptions = {
  readonly onprogress?: (progress: {
    readonly progress: number;
    readonly message?: string | undefined;
  }) => void;
  readonly signal?: AbortSignal;
};

/** What tests need of a client, whatever generation it is. */
export type HostClient = {
  readonly listTools: () => Promise<unknown>;
  readonly callTool: (
    name: string,
    args?: Record<string, unknown>,
    options?: CallOptions,
  ) => Promise<unknown>;
  readonly listResources: () => Promise<unknown>;
  readonly readResource: (uri: string) => Promise<unknown>;
  readonly completeRunId: (value: string) => Promise<unknown>;
  readonly listPrompts: () => Promise<unknown>;
  readonly getPrompt: (name: string) => Promise<unknown>;
  /** What went wrong in the connection as such, e.g. a line that was no message. */
  readonly errors: readonly Error[];
  /** What the server has written to its log. */
  readonly stderr: () => string;
  /** Ends the server's input and waits for its end. */
  readonly close: () => Promise<void>;
};

export type Host = {
  readonly name: string;
  /** `onTools` is called when the server tells that its tools are others. */
  readonly connect: (server: ServerProcess, onTools: () => void) => Promise<HostClient>;
};

const INFO = { name: "test", version: "1" };
const RUNS = { type: "ref/resource", uri: "chatty://runs/{id}" } as const;

const first: Host = {
  name: "@modelcontextprotocol/sdk",
  async connect(server, onTools) {
    const transport = new FirstTransport({ ...server, stderr: "pipe" });
    const stderr = collected(transport.stderr);
    const options = { listChanged: { tools: { onChanged: onTools, autoRefresh: false } } };
    const client = new FirstClient(INFO, options);
    const errors: Error[] = [];
    Object.assign(client, { onerror: (error: Error) => errors.push(error) });
    await client.connect(transport);
    return {
      listTools: () => client.listTools(),
      callTool: (name, args = {}, callOptions = {}) => {
        return client.callTool({ name, arguments: args }, undefined, callOptions);
      },
      listResources: () => client.listResources(),
      readResource: (uri) => client.readResource({ uri }),
      completeRunId: (value) => client.complete({ ref: RUNS, argument: { name: "id", value } }),
      listPrompts: () => client.listPrompts(),
      getPrompt: (name) => client.getPrompt({ name }),
      errors,
      stderr,
      close: () => client.close(),
    };
  },
};

function second(mode: VersionNegotiationMode): Host {
  return {
    name: `@modelcontextprotocol/client, ${typeof mode === "string" ? mode : `pin ${mode.pin}`}`,
    async connect(server, onTools) {
      const transport = new StdioClientTransport({ ...server, stderr: "pipe" });
      const stderr = collected(transport.stderr);
      const listChanged = { tools: { onChanged: onTools, autoRefresh: false } };
      const client = new Client(INFO, { versionNegotiation: { mode }, listChanged });
      const errors: Error[] = [];
      Object.assign(client, { onerror: (error: Error) => errors.push(error) });
      await client.connect(transport);
      return {
        listTools: () => client.listTools(),
        callTool: (name, args = {}, callOptions = {}) =>
          client.callTool({ name, arguments: args }, callOptions),
        listResources: () => client.listResources(),
        readResource: (uri) => client.readResource({ uri }),
        completeRunId: (value) => client.complete({ ref: RUNS, argument: { name: "id", value } }),
        listPrompts: () => client.listPrompts(),
        getPrompt: (name) => client.getPrompt({ name }),
        errors,
        stderr,
        close: () => client.close(),
      };
    },
  };
}

function collected(stream: unknown): () => string {
  let text = "";
  if (typeof stream === "object" && stream !== null && "on" in stream && typeof stream.on === "function") {
    stream.on("data", (data: unknown) => void (text += String(data)));
  }
  return () => text;
}

export const HOSTS: readonly (readonly [string, Host])[] = [
  first,
  second("legacy"),
  second("auto"),
  second({ pin: "2026-07-28" }),
].map((host) => [host.name, host]);
