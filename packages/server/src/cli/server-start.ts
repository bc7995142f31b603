/** `chatty server start`. */

import { DEFAULTS } from "../settings/defaults.ts";
import { defineCommand } from "./define-command.ts";

import type { LogLevel } from "@chatty/daemon/log";
import type { Env } from "../env.ts";
import type { Transport } from "../settings/settings.ts";
import type { AnyCommand } from "./any-command.ts";

/** As the settings have them, in the form that citty wants. */
const TRANSPORTS: Transport[] = ["stdio", "http", "sse"];
const LEVELS: LogLevel[] = ["error", "warn", "info", "debug"];

export function serverStartCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "start", description: "Start an MCP server; it ends with its input, or at Ctrl+C" },
    args: {
      transport: {
        type: "enum",
        options: TRANSPORTS,
        description: `How clients are connected (else CHATTY_TRANSPORT, else ${DEFAULTS.transport})`,
      },
      host: {
        type: "string",
        valueHint: "ADDRESS",
        description: `Where to listen (else CHATTY_HOST, else ${DEFAULTS.host})`,
      },
      port: {
        type: "string",
        valueHint: "N",
        description: `Port, 0 for any free one (else CHATTY_PORT, else ${DEFAULTS.port})`,
      },
      "log-level": {
        type: "enum",
        options: LEVELS,
        description: `How much is told (else CHATTY_LOG_LEVEL, else ${DEFAULTS.logLevel})`,
      },
    },
    async run({ args }) {
      const [settings, { startServer }] = await Promise.all([
        env.settings(args),
        import("../servers/start-server.ts"),
      ]);
      await startServer(settings, env);
    },
  });
}
