/** `chatty server start`. */

import { chattyFault } from "../faults.ts";
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
      "allowed-hosts": {
        type: "string",
        valueHint: "NAMES",
        description: "More names, e.g. of a proxy: A,B (else CHATTY_ALLOWED_HOSTS)",
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
      if (settings.transport === "stdio") expectNoAddress(args);
      await startServer(settings, env);
    },
  });
}

const ADDRESS_OPTIONS = ["host", "port", "allowed-hosts"] as const;

function expectNoAddress(args: Readonly<Record<string, unknown>>): void {
  const unused = ADDRESS_OPTIONS.find((name) => args[name] !== undefined);
  if (unused === undefined) return;
  throw chattyFault("unused-option", {
    message: `Cannot use option "--${unused}": the transport is stdio, which has no address`,
    hint: "Add --transport=http, or leave it out",
  });
}
