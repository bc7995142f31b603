/** chatty-daemon: the only file here that knows the process it runs in. */

import { version as released, versionText } from "@slipway/app";

import { version as inCheckout } from "../package.json";
import { readCommandLine } from "./command-line.ts";
import { daemonMethods } from "./methods.ts";
import { createWriter, type Write } from "./output.ts";
import { serve } from "./serve.ts";

const VERSION = released ?? inCheckout;
const EXIT_CODES = { ok: 0, failed: 1, usage: 2 } as const;

process.exit(await main());

async function main(): Promise<number> {
  const commandLine = readCommandLine(process.argv.slice(2), {
    version: VERSION,
    versionText: versionText({ inCheckout }),
  });
  if (commandLine.kind === "refuse") {
    await log(commandLine.text);
    return EXIT_CODES.usage;
  }
  try {
    const write = createWriter(Bun.stdout.writer());
    if (commandLine.kind === "print") await write(commandLine.text);
    else await serveProcess(write);
    return EXIT_CODES.ok;
  } catch (error) {
    await log(`error: Cannot go on: ${messageOf(error)}\n  → Check what standard input and output are\n`);
    return EXIT_CODES.failed;
  }
}

async function serveProcess(write: Write): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const facts = { version: VERSION, pid: process.pid, os: process.platform, cpu: process.arch };
  await serve({
    // Not process.stdin: it quadruples the time to the first answer and costs 6 MB.
    input: Bun.stdin.stream(),
    write,
    answer: {
      methods: daemonMethods({ ...facts, uptimeMs: () => performance.now() }),
      onBug: (error) => void log(`error: A method failed: ${messageOf(error)}\n`),
    },
    stop: stop.signal,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Nothing is lost that matters when nobody reads the log. */
async function log(text: string): Promise<void> {
  await Bun.write(Bun.stderr, text).catch(() => {});
}
