/** `slipway runtimes` */

import { bringRuntimes, pinsOf } from "@slipway/build";
import type { Config } from "@slipway/config";
import { RUNTIME_TARGET_IDS, type RuntimeTargetId, runtimeTargetsOf, type TargetId } from "@slipway/targets";

import type { Arguments } from "../arguments.ts";
import { tableText } from "../output/table.ts";
import { bytesText } from "../output/units.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

/** Brings and checks runtimes, so that everything after it needs no network. */
export async function runRuntimes(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, selection, env }) => {
    const targets = args.flag("all")
      ? RUNTIME_TARGET_IDS
      : selectedTargets(config, { named: selection.targets, host });
    const runtimes = await bringRuntimes(targets, { pins: pinsOf(config), env });
    const rows = [...runtimes.values()].map(({ target, version, sizeBytes, sha256 }) => ({
      target,
      version,
      sizeBytes,
      sha256,
    }));
    if (args.flag("json")) return terminal.result(`${JSON.stringify(rows, null, 2)}\n`);
    terminal.result(
      tableText(
        [
          { title: "target", align: "left" },
          { title: "version", align: "left" },
          { title: "size", align: "right" },
          { title: "sha256", align: "left" },
        ],
        rows.map(({ target, version, sizeBytes, sha256 }) => [target, version, bytesText(sizeBytes), sha256]),
      ),
    );
  });
}

/** Those named, else the configured ones; compiling needs this machine's too. */
function selectedTargets(
  config: Config,
  options: { readonly named: readonly TargetId[]; readonly host: RuntimeTargetId },
): readonly RuntimeTargetId[] {
  const wanted = (options.named.length === 0 ? config.targets : options.named).flatMap(runtimeTargetsOf);
  return RUNTIME_TARGET_IDS.filter((target) => target === options.host || wanted.includes(target));
}
