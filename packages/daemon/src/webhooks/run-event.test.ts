import { expect, test } from "vitest";

import { newRun } from "../runs/new-run.ts";
import { sampleRun } from "../store/testing/sample-run.ts";
import { runEvent } from "./run-event.ts";

import type { Run } from "../store/run-store.ts";

test("runEvent() tells how the run ended, and not what it was started with", () => {
  const spec = { kind: "program", argv: ["/hush/tool", "--token=hush"], cwd: "/hush" } as const;
  const started = newRun(spec, { instance: "1.2.aa", nowMs: 1_700_000_000_000 });
  const run: Run = {
    ...started,
    state: "failed",
    exitCode: 3,
    endedAtMs: 1_700_000_001_000,
    outputBytes: 5,
    error: { code: "c", message: 'Cannot start "/hush/tool"', hint: "hush" },
  };
  const { id, body } = runEvent(run);
  expect(id).toMatch(/^msg_[0-9a-f-]{36}$/u);
  expect(body).not.toContain("hush");
  expect(JSON.parse(body)).toEqual({
    type: "run.failed",
    timestamp: "2023-11-14T22:13:21.000Z",
    data: {
      id: run.id,
      kind: "program",
      command: "tool",
      state: "failed",
      exit_code: 3,
      signal: null,
      started_at: "2023-11-14T22:13:20.000Z",
      ended_at: "2023-11-14T22:13:21.000Z",
      output_bytes: 5,
      output_truncated: false,
      error: { code: "c" },
    },
  });
});

test("runEvent() makes ids that sort by the runs' ends", () => {
  const ids = [1, 2, 3, 4].map((at) => runEvent(sampleRun({ endedAtMs: 1_700_000_000_000 + at })).id);
  expect(ids.toSorted()).toEqual(ids);
});
