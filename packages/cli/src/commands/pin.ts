/** `slipway pin` */

import { pinRuntimes, pinsOf, withLock } from "@slipway/build";
import { TARGET_IDS, targetNamed } from "@slipway/targets";

import type { Arguments } from "../arguments.ts";
import { tableText } from "../output/table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPin(args: Arguments, terminal: Terminal): Promise<void> {
  const [version = ""] = args.positionals;
  const named = args.list("target").map(targetNamed);
  await withSession(args, terminal, async ({ config, env }) => {
    const targets = named.length === 0 ? TARGET_IDS : named;
    const changes = await withLock(env.dist, () =>
      pinRuntimes(targets, { version, pins: pinsOf(config), env }),
    );
    if (args.flag("json")) return terminal.result(`${JSON.stringify(changes, null, 2)}\n`);
    const columns = ["target", "version", "change", "sha256"].map(
      (title) => ({ title, align: "left" }) as const,
    );
    terminal.result(
      tableText(
        columns,
        changes.map(({ target, version: pinned, change, sha256 }) => [target, pinned, change, sha256]),
      ),
    );
  });
}
