/** `slipway clean` */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { withLock } from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

/** Removes what was built, unless another command is at work there. */
export async function runClean(args: Arguments, terminal: Terminal): Promise<void> {
  const { root } = await projectConfig(args, terminal);
  const dist = join(root, "dist");
  const removed = existsSync(dist);
  if (removed) {
    await withLock(dist, async () => {
      for (const name of readdirSync(dist)) {
        if (name !== ".lock") rmSync(join(dist, name), { recursive: true, force: true });
      }
      return Promise.resolve();
    });
    rmSync(dist, { recursive: true, force: true });
  }
  if (args.flag("json")) terminal.result(`${JSON.stringify({ removed })}\n`);
}
