#!/usr/bin/env bun
/** The only file that touches the process: streams, signals, exit code. */

import { runCli } from "./run-cli.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interruption.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  // Nobody reads any more, as behind `| head`: what is under way ends as at ctrl-C, in silence.
  stream.on("error", () => {
    interruption.abort();
  });
}

const exitCode = await runCli(process.argv.slice(2), {
  result: (text) => process.stdout.write(text),
  log: (text) => process.stderr.write(text),
  live: process.stderr.isTTY && process.env["TERM"] !== "dumb" && process.env["CI"] === undefined,
  logStream: process.stderr,
  cwd: process.cwd(),
  variables: process.env,
  signal: interruption.signal,
});

// A configuration that was not waited for may still hold the process.
if (interruption.signal.aborted) process.exit(exitCode);
process.exitCode = exitCode;
