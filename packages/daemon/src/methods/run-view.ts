/** A run as it is on the wire. */

import type { RunView } from "../protocol/runs.ts";
import type { Run } from "../store/run-store.ts";

export function runView(run: Run): RunView {
  return {
    id: run.id,
    kind: run.kind,
    command: run.command,
    argv: run.argv,
    request: run.request,
    cwd: run.cwd,
    state: run.state,
    exit_code: run.exitCode,
    signal: run.signal,
    started_at: timeText(run.startedAtMs),
    ended_at: run.endedAtMs === null ? null : timeText(run.endedAtMs),
    output_bytes: run.outputBytes,
    output_truncated: run.outputTruncated,
    error: run.error,
  };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
