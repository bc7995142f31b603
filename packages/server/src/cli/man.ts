/** `chatty man`. */

import { date } from "@slipway/app";

import { declaredArguments } from "./declared-arguments.ts";
import { defineCommand } from "./define-command.ts";
import { describedCommand } from "./described-command.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

/** `root` gives the whole tree, of which this is a part. */
export function manCommand(env: Env, root: () => AnyCommand): AnyCommand {
  return defineCommand({
    meta: { name: "man", description: "Print the man page, as roff" },
    async run() {
      const [{ manPage }, { BUILT_IN }] = await Promise.all([
        import("../man/man-page.ts"),
        import("../commands/built-in.ts"),
      ]);
      const toRun = BUILT_IN.map((command) =>
        describedCommand(declaredArguments(command), ["chatty", "run", command.name]),
      );
      await env.stdout(manPage(describedCommand(root(), ["chatty"]), { date, toRun }));
    },
  });
}
