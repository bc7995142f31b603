/** Runs and stores for tests. */

import { onTestFinished } from "vitest";

import { openStore, type Store, type StoreOptions } from "../open-store.ts";

import type { Run } from "../run-store.ts";

/** A program that runs, with what a test cares about changed. */
export function sampleRun(changes: Partial<Run> = {}): Run {
  return {
    id: Bun.randomUUIDv7(),
    kind: "program",
    command: "greet",
    argv: ["/bin/echo", "héllo", ""],
    request: null,
    cwd: "/tmp",
    state: "running",
    exitCode: null,
    signal: null,
    startedAtMs: 1_700_000_000_000,
    endedAtMs: null,
    outputBytes: 0,
    outputTruncated: false,
    error: null,
    instance: "1.2.aa",
    pid: null,
    processStartTime: null,
    ...changes,
  };
}

/** A store that is closed when the test is done. */
export function storeIn(folder: string, options: Partial<StoreOptions> = {}): Store {
  const store = openStore({ folder, version: "1.0.0", clock: Date.now, log: () => {}, ...options });
  onTestFinished(() => store.close());
  return store;
}
