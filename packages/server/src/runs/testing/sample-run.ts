/** A program that ran well. */

import type { RunView } from "@chatty/daemon/protocol";

export const SAMPLE_RUN: RunView = {
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
