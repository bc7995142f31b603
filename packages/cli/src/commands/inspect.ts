/** `slipway inspect` */

import { resolve } from "node:path";

import { inspectExecutable } from "@slipway/executable";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { inspectionText } from "../output/inspection-text.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Says what an executable is and what is in it; needs no configuration and runs nothing.
 *
 * @throws Fault `signature-invalid` after all is said.
 */
export async function runInspect(args: Arguments, terminal: Terminal): Promise<void> {
  const [name = ""] = args.positionals;
  const path = resolve(terminal.cwd, name);
  const inspection = await inspectExecutable(path);
  terminal.result(
    args.flag("json")
      ? `${JSON.stringify({ path, ...inspection }, null, 2)}\n`
      : inspectionText(name, inspection),
  );
  const problems = inspection.slices.flatMap(({ signature }) =>
    signature.kind === "invalid" ? signature.problems : [],
  );
  if (problems.length === 0) return;
  throw cliFault("signature-invalid", {
    message: `Cannot trust "${name}": its signature does not hold`,
    details: problems,
    hint: "Fetch or build the file again",
  });
}
