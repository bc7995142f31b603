/** `chatty gui`. */

import { LOOPBACK_HOSTS } from "../gui/address.ts";
import { portOf } from "../settings/port.ts";
import { defineCommand } from "./define-command.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function guiCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "gui", description: "Serve a web page with the commands, to one browser of this computer" },
    args: {
      port: { type: "string", valueHint: "N", default: "7420", description: "Port, 0 for any free one" },
      host: {
        type: "enum",
        options: LOOPBACK_HOSTS,
        default: "127.0.0.1",
        description: "Address of this computer to listen on",
      },
    },
    async run({ args }) {
      const port = portOf(args.port, "--port");
      const { serveGui } = await import("../gui/serve-gui.ts");
      await serveGui({ host: args.host, port }, env);
    },
  });
}
