/** The only file here that touches the process: streams, signals, exit code. */

import { runBench } from "./run-bench.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interruption.abort());
}

process.exitCode = await runBench(process.argv.slice(2), {
  result: (text) => process.stdout.write(text),
  log: (text) => process.stderr.write(text),
  cwd: process.cwd(),
  variables: process.env,
  bun: { file: process.execPath, version: Bun.version },
  clock: () => performance.now(),
  signal: interruption.signal,
});
