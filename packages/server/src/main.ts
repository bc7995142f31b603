/** chatty: the only file here that knows the process it runs in. */

import { runChatty } from "./cli/run.ts";
import { createWriter } from "./output.ts";

import type { Env } from "./env.ts";

const env: Env = {
  stdout: createWriter(Bun.stdout.writer()),
  stderr: (text) =>
    Bun.write(Bun.stderr, text).then(
      () => true,
      () => false,
    ),
  // Not process.stdin, which takes longer to start and more memory.
  stdin: () => Bun.stdin.stream(),
  stopSignal() {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
    return stop.signal;
  },
  context: {
    now: () => new Date(),
    randomUuid: () => crypto.randomUUID(),
    platform: {
      os: process.platform,
      cpu: process.arch,
      isCompiled: Bun.isStandaloneExecutable,
      bunVersion: Bun.version,
    },
  },
};

process.exit(await runChatty(process.argv.slice(2), env));
