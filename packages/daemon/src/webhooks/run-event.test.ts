import { expect, test } from "vitest";

import { sampleRun } from "../store/testing/sample-run.ts";
import { runEvent } from "./run-event.ts";

test("runEvent() tells how the run ended, and not what it was started with", () => {
  const run = sampleRun({
    state: "failed",
    exitCode: 3,
    argv: ["/bin/tool", "--token=hush"],
    cwd: "/hush",
    endedAtMs: 1_700_000_001_000,
    outputBytes: 5,
    error: { code: "c", message: "m", hint: "h" },
  });
  const { id, body } = runEvent(run);
  expect(id).toMatch(/^msg_[0-9a-f-]{36}$/u);
  expect(body).not.toContain("hush");
  expect(JSON.parse(body)).toEqual({
    type: "run.failed",
    timestamp: "2023-11-14T22:13:21.000Z",
    data: {
      id: run.id,
      kind: "program",
      command: "greet",
      state: "failed",
      exit_code: 3,
      signal: null,
      started_at: "2023-11-14T22:13:20.000Z",
      ended_at: "2023-11-14T22:13:21.000Z",
      output_bytes: 5,
      output_truncated: false,
      error: { code: "c", message: "m", hint: "h" },
    },
  });
});

test("runEvent() makes ids that sort by the runs' ends", () => {
  const ids = [1, 2, 3, 4].map((at) => runEvent(sampleRun({ endedAtMs: 1_700_000_000_000 + at })).id);
  expect(ids.toSorted()).toEqual(ids);
});
