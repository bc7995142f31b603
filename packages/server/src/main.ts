/** chatty: the only file here that knows the process it runs in. */

import { runChatty } from "./cli/run.ts";
import { createWriter } from "./output.ts";

import type { Effects } from "./env.ts";
import type { WriteBytes } from "./output.ts";

const STREAMS = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** Opened with the first text. Not `Bun.write`, which stops the whole process until somebody reads. */
let stderr: WriteBytes | undefined;

const effects: Effects = {
  stdout: createWriter(Bun.stdout.writer()),
  async stderr(text) {
    stderr ??= createWriter(Bun.stderr.writer());
    return stderr(text).catch(() => false);
  },
  // Not process.stdin, which takes longer to start and more memory.
  stdin: () => Bun.stdin.stream(),
  // Loaded when it is asked for, unlike what is imported.
  isTerminal: (stream) => process.getBuiltinModule("node:tty").isatty(STREAMS[stream]),
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
  process: {
    execPath: process.execPath,
    argv0: process.argv0,
    isCompiled: Bun.isStandaloneExecutable,
    platform: process.platform,
    arch: process.arch,
    env: process.env,
  },
};

process.exit(await runChatty(process.argv.slice(2), effects));
