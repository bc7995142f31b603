/** `slipway inspect` */

import { resolve } from "node:path";

import { inspectExecutable } from "@slipway/executable";

import type { Arguments } from "../arguments.ts";
import { inspectionText } from "../output/inspection-text.ts";
import type { Terminal } from "../terminal.ts";

/** Says what an executable is and what is in it; needs no configuration and runs nothing. */
export async function runInspect(args: Arguments, terminal: Terminal): Promise<void> {
  const [name = ""] = args.positionals;
  const inspection = await inspectExecutable(resolve(terminal.cwd, name));
  terminal.result(
    args.flag("json") ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(name, inspection),
  );
}
