/** A run as a row of the table, and back. */

import type { Run, RunChanges } from "./run-store.ts";

/** The table's columns, as SQLite gives and takes them. */
export type RunRow = {
  readonly id: string;
  readonly kind: Run["kind"];
  readonly command: string;
  readonly argv: string | null;
  readonly request: string | null;
  readonly cwd: string | null;
  readonly state: Run["state"];
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly output_bytes: number;
  readonly output_truncated: number;
  readonly error: string | null;
  readonly instance: string;
  readonly pid: number | null;
  readonly process_start_time: string | null;
};

/** The columns that `changes` names, with their values. */
export function changedColumns(changes: RunChanges): Partial<RunRow> {
  return {
    ...(changes.state !== undefined && { state: changes.state }),
    ...(changes.exitCode !== undefined && { exit_code: changes.exitCode }),
    ...(changes.signal !== undefined && { signal: changes.signal }),
    ...(changes.endedAtMs !== undefined && { ended_at_ms: changes.endedAtMs }),
    ...(changes.outputBytes !== undefined && { output_bytes: changes.outputBytes }),
    ...(changes.outputTruncated !== undefined && { output_truncated: Number(changes.outputTruncated) }),
    ...(changes.error !== undefined && { error: jsonOrNull(changes.error) }),
    ...(changes.pid !== undefined && { pid: changes.pid }),
    ...(changes.processStartTime !== undefined && { process_start_time: changes.processStartTime }),
  };
}

/** The row of a run. */
export function rowOf(run: Run): RunRow {
  return {
    id: run.id,
    kind: run.kind,
    command: run.command,
    argv: jsonOrNull(run.argv),
    request: jsonOrNull(run.request),
    cwd: run.cwd,
    state: run.state,
    exit_code: run.exitCode,
    signal: run.signal,
    started_at_ms: run.startedAtMs,
    ended_at_ms: run.endedAtMs,
    output_bytes: run.outputBytes,
    output_truncated: Number(run.outputTruncated),
    error: jsonOrNull(run.error),
    instance: run.instance,
    pid: run.pid,
    process_start_time: run.processStartTime,
  };
}

/** The run of a row. The table's own checks keep other values out. */
export function runOf(row: RunRow): Run {
  return {
    id: row.id,
    kind: row.kind,
    command: row.command,
    argv: JSON.parse(row.argv ?? "null"),
    request: JSON.parse(row.request ?? "null"),
    cwd: row.cwd,
    state: row.state,
    exitCode: row.exit_code,
    signal: row.signal,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    outputBytes: row.output_bytes,
    outputTruncated: row.output_truncated === 1,
    error: JSON.parse(row.error ?? "null"),
    instance: row.instance,
    pid: row.pid,
    processStartTime: row.process_start_time,
  };
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
