/** `chatty man`. */

import { date } from "@slipway/app";
import { defineCommand } from "citty";

import { describedCommand } from "./described-command.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

/** `root` gives the whole tree, of which this is a part. */
export function manCommand(env: Env, root: () => AnyCommand): AnyCommand {
  return defineCommand({
    meta: { name: "man", description: "Print the man page, as roff" },
    async run() {
      const { manPage } = await import("../man/man-page.ts");
      await env.stdout(manPage(describedCommand(root(), ["chatty"]), { date }));
    },
  });
}
