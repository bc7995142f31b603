/** `chatty daemon`: looks at the shared daemon and ends it. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { jsonText } from "../json-text.ts";
import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function daemonCommand(env: Env): AnyCommand {
  return {
    meta: { name: "daemon", description: "Look at the daemon that runs commands, or stop it" },
    subCommands: { status: statusCommand(env), stop: stopCommand(env), logs: logsCommand(env) },
  };
}

function statusCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "status", description: "Tell whether the shared daemon runs, and whether it can" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const [{ process: host }, { daemonStatus, statusText }] = await Promise.all([
        env.places(),
        import("../daemon/status.ts"),
      ]);
      const status = await daemonStatus(host);
      await env.stdout(args.json ? jsonText(status) : statusText(status));
    },
  });
}

function stopCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "stop", description: "Stop the shared daemon and what it runs" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const [{ process: host }, { stopDaemon, stoppedText }] = await Promise.all([
        env.places(),
        import("../daemon/stop.ts"),
      ]);
      const stopped = await stopDaemon(host);
      await env.stdout(args.json ? jsonText(stopped) : stoppedText(stopped));
    },
  });
}

function logsCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "logs", description: "Print the log of the shared daemon" },
    args: {
      follow: { type: "boolean", description: "Go on with what comes, until Ctrl+C" },
      lines: {
        type: "string",
        valueHint: "N",
        default: "100",
        description: "How many of the last lines come first",
      },
    },
    async run({ args }) {
      const lines = linesFrom(args.lines);
      const [{ process: host }, { printLogs }] = await Promise.all([
        env.places(),
        import("../daemon/logs.ts"),
      ]);
      const follow = args.follow ? env.stopSignal() : undefined;
      await printLogs({ host, lines, follow, write: env.stdout });
    },
  });
}

function linesFrom(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(text)}" as --lines: it is no number of lines`,
    hint: "Use a whole number, e.g. --lines=100",
  });
}
