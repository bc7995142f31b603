/** `slipway pin` */

import { OWN_PINS, pinRuntimes, pinsOf, withLock } from "@slipway/build";
import type { Config } from "@slipway/config";
import { RUNTIME_TARGET_IDS, runtimeTargetsOf, targetNamed } from "@slipway/targets";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { tableText } from "../output/table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPin(args: Arguments, terminal: Terminal): Promise<void> {
  const [version = ""] = args.positionals;
  const named = args.list("target").map(targetNamed).flatMap(runtimeTargetsOf);
  await withSession(args, terminal, async ({ config, env }) => {
    checkOwnPins(config);
    const targets = named.length === 0 ? RUNTIME_TARGET_IDS : named;
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

/** The runtimes that come with Slipway are moved by its own releases only. */
function checkOwnPins(config: Config): void {
  if (config.runtimes !== undefined || config.root === OWN_PINS.base) return;
  throw cliFault("bad-arguments", {
    message: "Cannot pin: this project uses the runtimes that come with Slipway",
    hint: 'Set runtimes: { folder: "runtimes", checksums: "runtimes.sha256" } in the configuration first',
  });
}
