/** The server that the conformance suite knows by the names of its tools, prompts and resources. */

import { createRequestStateCodec, McpServer } from "@modelcontextprotocol/server";

import { addAskingTools } from "./asking-tools.ts";
import { addBehaviourTools } from "./behaviour-tools.ts";
import { addContentTools } from "./content-tools.ts";
import { addFixturePrompts } from "./fixture-prompts.ts";
import { addFixtureResources } from "./fixture-resources.ts";
import { addInputRequiredTools } from "./input-required-tools.ts";

import type { McpHttpOptions } from "../mcp-http-options.ts";

/** A factory of such servers, in place of chatty's own. */
export function fixtureFactory(): McpHttpOptions["factory"] {
  const listeners = new Set<() => void>();
  const states = createRequestStateCodec({ key: crypto.getRandomValues(new Uint8Array(32)) });
  function tellAll(): void {
    for (const listener of listeners) listener();
  }
  return {
    build() {
      const server = new McpServer(
        { name: "conformance-fixture", version: "1.0.0" },
        {
          capabilities: {
            tools: { listChanged: true },
            resources: { subscribe: true, listChanged: true },
            prompts: { listChanged: true },
            logging: {},
            completions: {},
          },
          requestState: { verify: (state, context) => states.verify(state, context) },
        },
      );
      addContentTools(server);
      addBehaviourTools(server, tellAll);
      addAskingTools(server);
      addInputRequiredTools(server, states);
      addFixtureResources(server);
      addFixturePrompts(server);
      return server;
    },
    onListChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
