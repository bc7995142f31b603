/** Runs an MCP server to its end. */

import { declaredCounts } from "../config/show-config.ts";
import { watchConfig } from "../config/watch-config.ts";
import { createServerFactory, type ServerFactory } from "../mcp/server-factory.ts";
import { asFault } from "../faults.ts";
import { openRunner, type Runner } from "../runs/runner.ts";
import { expectDataFolder } from "../settings/expect-data-folder.ts";

import type { Log } from "@chatty/daemon/log";
import type { Env } from "../env.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Resolves when the input of a server on stdio has ended, or the process was told to end. What is needed to run
 * commands is there from the first call on.
 *
 * @throws Fault as `loadConfig()`, and of the transport; `data-folder-unfit` over HTTP, where that is how a server is found
 */
export async function startServer(settings: Settings, env: Env): Promise<void> {
  const { log, close } = await env.openLog(settings);
  try {
    lookAtDataFolder(settings, log);
    await serveConfigured(settings, { env, log });
  } finally {
    await close();
  }
}

type Surroundings = { readonly env: Env; readonly log: Log };

async function serveConfigured(settings: Settings, { env, log }: Surroundings): Promise<void> {
  let runner: Runner | undefined;
  let factory: ServerFactory | undefined;
  const config = await watchConfig(settings.configPath, {
    isNamed: settings.isConfigNamed,
    onChange: (changed) => {
      log("info", "The configuration has changed", declaredCounts(changed));
      factory?.configChanged();
    },
    onProblem: ({ message, details }) => {
      log("warn", "The configuration was edited and does not hold: the last good one stays", {
        message,
        details: details.join("; "),
      });
      factory?.configChanged();
    },
  });
  try {
    factory = createServerFactory({
      config,
      runner: async () => (runner ??= openRunner({ host: settings.process, context: env.context })),
      context: env.context,
      log,
    });
    await serve({ settings, env, factory, log });
  } finally {
    config.close();
    await runner?.close();
  }
}

function lookAtDataFolder({ dataFolder, transport }: Settings, log: Log): void {
  try {
    expectDataFolder(dataFolder);
  } catch (error) {
    if (transport !== "stdio") throw error;
    log("warn", "Nothing but built-in commands can be run", { found: asFault(error).message });
  }
}

const WAITING = "Waits for an MCP client on standard input; with --transport=http clients connect to it\n";

const NOBODY =
  "Standard input ended, and no MCP client had been there; with --transport=http clients connect to it\n";

type Serving = {
  readonly settings: Settings;
  readonly env: Env;
  readonly factory: ServerFactory;
  readonly log: Log;
};

async function serve({ settings, env, factory, log }: Serving): Promise<void> {
  const { transport } = settings;
  if (transport === "stdio") {
    const { serveMcp } = await import("../mcp/serve.ts");
    const isTerminal = env.isTerminal("stdin");
    if (isTerminal) await env.note(WAITING);
    const stop = env.stopSignal();
    const hadClient = await serveMcp({ factory, log, input: env.stdin(), write: env.stdout, stop });
    if (!hadClient && !isTerminal && !stop.aborted) await env.note(NOBODY);
  } else {
    const { serveMcpHttp } = await import("../mcp/http/serve-mcp-http.ts");
    await serveMcpHttp({
      settings,
      factory,
      log,
      transport,
      allowedHosts: settings.allowedHosts,
      signal: env.stopSignal(),
      async onListening(url) {
        await env.stdout(`${url}\n`);
        await env.note("Press Ctrl+C to stop\n");
      },
    });
  }
}
