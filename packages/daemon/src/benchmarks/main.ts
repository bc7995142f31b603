/**
 * What the benchmarks of the daemon measure: `bun main.ts <what> <executable> [file]`. The last lines say what was
 * found: `measured-ms`, `peak-bytes`.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { daemonOutput, plainPipe } from "./output.ts";
import { daemonRequests, lineEcho } from "./requests.ts";
import { firstAnswers } from "./starts.ts";

import type { Found } from "./found.ts";

const MEASURES: Readonly<Record<string, (executable: string, env: MeasureEnv) => Promise<Found>>> = {
  starts: (executable, env) => firstAnswers(executable, env),
  requests: (executable, env) => daemonRequests(executable, env),
  echo: (executable) => lineEcho(executable),
  output: (executable, env) => daemonOutput(executable, env),
  pipe: (file) => plainPipe(file),
};

export type MeasureEnv = {
  /** A data folder that is nobody's. */
  readonly folder: string;
  /** What more was given. */
  readonly file: string;
};

const [what = "", executable = "", file = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "chatty-bench-"));
try {
  const found = await MEASURES[what]?.(executable, { folder: join(folder, "data"), file });
  if (found === undefined) throw new Error(`there is no measure "${what}"`);
  const { measuredMs, peakBytes } = found;
  process.stdout.write(`measured-ms ${measuredMs.toFixed(3)}\n`);
  if (peakBytes !== undefined) process.stdout.write(`peak-bytes ${peakBytes}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
