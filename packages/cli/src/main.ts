#!/usr/bin/env bun
/** The only file that touches the process: streams, signals, exit code. */

import { faultToText } from "@slipway/fault";

import { cannotWriteResult } from "./faults.ts";
import { runCli } from "./run-cli.ts";

// The process's own: while a configuration is loaded, process.exit is guarded.
const exit = process.exit.bind(process);
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
function write(stream: NodeJS.WriteStream, text: string): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.write(text, (error) => {
    if (error) stopWriting(error);
    resolve();
  });
  written.push(promise);
}

const exitCode = await runCli(process.argv.slice(2), {
  result: (text) => {
    write(process.stdout, text);
  },
  log: (text) => {
    write(process.stderr, text);
  },
  live: process.stderr.isTTY && process.env["TERM"] !== "dumb" && process.env["CI"] === undefined,
  logStream: process.stderr,
  cwd: process.cwd(),
  variables: process.env,
  signal: interruption.signal,
});

await Promise.all(written);
const unwrittenFault = unwritten && cannotWriteResult(unwritten);
if (unwrittenFault !== undefined) write(process.stderr, `${faultToText(unwrittenFault)}\n`);
await Promise.all(written);
// A configuration may have left a timer or a server behind that would hold the process.
exit(unwrittenFault?.exitCode ?? exitCode);
