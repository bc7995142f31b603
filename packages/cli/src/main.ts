#!/usr/bin/env bun
/** The only file that touches the process: streams, signals, exit code. */

import { faultToText } from "@slipway/fault";

import { cannotWriteResult } from "./faults.ts";
import { runCli } from "./run-cli.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interruption.abort();
  });
}

let unwritten: Error | undefined;
// Nobody reads any more, as behind `| head`: what is under way ends as at ctrl-C, in silence. Anything else, such as a
// full disk, is told: a result that was cut must not look like one.
function stopWriting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") unwritten = error;
  interruption.abort();
}
for (const stream of [process.stdout, process.stderr]) stream.on("error", stopWriting);

const written: Promise<void>[] = [];
const exitCode = await runCli(process.argv.slice(2), {
  result: (text) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    process.stdout.write(text, (error) => {
      if (error) stopWriting(error);
      resolve();
    });
    written.push(promise);
  },
  log: (text) => process.stderr.write(text),
  live: process.stderr.isTTY && process.env["TERM"] !== "dumb" && process.env["CI"] === undefined,
  logStream: process.stderr,
  cwd: process.cwd(),
  variables: process.env,
  signal: interruption.signal,
});

await Promise.all(written);
const unwrittenFault = unwritten && cannotWriteResult(unwritten);
if (unwrittenFault !== undefined) process.stderr.write(`${faultToText(unwrittenFault)}\n`);
process.exitCode = unwrittenFault?.exitCode ?? exitCode;
// A configuration that was not waited for may still hold the process.
if (interruption.signal.aborted) process.exit();
