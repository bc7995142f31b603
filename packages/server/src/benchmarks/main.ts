/**
 * What the benchmarks of chatty measure: `bun main.ts <what> <executable> [argument…]`. The last lines say what was found:
 * `measured-ms`, `peak-bytes`, `size-bytes`.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toolCalls } from "./calls.ts";
import { idleClients } from "./idle-clients.ts";
import { httpStarts, starts, stdioStarts, waiting } from "./starts.ts";

import type { Found } from "./found.ts";
import type { MeasureEnv } from "./measure-env.ts";

const MEASURES: Readonly<Record<string, (command: readonly string[], env: MeasureEnv) => Promise<Found>>> = {
  starts,
  waiting,
  stdio: stdioStarts,
  http: httpStarts,
  calls: toolCalls,
  "idle-clients": idleClients,
};

const [what = "", ...command] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "chatty-bench-"));
try {
  const variables = { PATH: process.env["PATH"] ?? "", HOME: folder, CHATTY_DATA_DIR: join(folder, "data") };
  const found = await MEASURES[what]?.(command, { variables });
  if (found === undefined) throw new Error(`there is no measure "${what}"`);
  const { measuredMs, peakBytes, sizeBytes } = found;
  if (measuredMs !== undefined) process.stdout.write(`measured-ms ${measuredMs.toFixed(3)}\n`);
  if (peakBytes !== undefined) process.stdout.write(`peak-bytes ${peakBytes}\n`);
  if (sizeBytes !== undefined) process.stdout.write(`size-bytes ${sizeBytes}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
