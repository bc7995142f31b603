import { expect, test } from "vitest";

import { isGood, runOutcome } from "./run-outcome.ts";

import type { RunView } from "@chatty/daemon/protocol";

const run: RunView = {
  id: "01a1f8f4-1ff6-7307-b034-572542b98d58",
  kind: "program",
  command: "sample",
  argv: ["sample"],
  request: null,
  cwd: "/",
  state: "exited",
  exit_code: 0,
  signal: null,
  started_at: "2026-11-20T08:05:09.123Z",
  ended_at: "2026-11-20T08:05:10.000Z",
  output_bytes: 100,
  output_truncated: false,
  error: null,
};

test.each<[Partial<RunView>, boolean]>([
  [{}, true],
  [{ exit_code: 1 }, false],
  [{ exit_code: null, signal: "SIGKILL" }, false],
  [{ state: "cancelled" }, false],
  [{ kind: "http", exit_code: 200 }, true],
  [{ kind: "http", exit_code: 399 }, true],
  [{ kind: "http", exit_code: 400 }, false],
  [{ kind: "http", exit_code: 503 }, false],
])("isGood() of %j is %j", (changes, isWell) => {
  expect(isGood({ ...run, ...changes })).toBe(isWell);
  expect(runOutcome({ ...run, ...changes }, "text")).toMatchObject({
    ok: isWell,
    value: { run: run.id, output: "text" },
  });
});
