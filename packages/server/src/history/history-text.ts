/** Runs, for people. */

import { table } from "../list/table.ts";
import { timeText } from "../list/time-text.ts";
import { printable } from "../printable.ts";

import type { RunView } from "@chatty/daemon/protocol";

/** A table, newest first; nothing where there are none. */
export function historyText(runs: readonly RunView[]): string {
  if (runs.length === 0) return "";
  const rows = runs.map((run) => [run.id, timeText(run.started_at), endText(run), run.command]);
  return table([["RUN", "STARTED (UTC)", "STATE", "COMMAND"], ...rows]);
}

/** What is known of one run, a line each, but for its output. */
export function runText(run: RunView): string {
  const { id, command, argv, request, cwd, started_at, ended_at, output_bytes, error } = run;
  const lines = [
    ["run", id],
    ["command", command],
    ["program", argv?.map(shellWord).join(" ")],
    ["request", request === null ? undefined : JSON.stringify(request)],
    ["folder", cwd],
    ["state", endText(run)],
    ["started (UTC)", timeText(started_at)],
    ["ended (UTC)", ended_at === null ? undefined : timeText(ended_at)],
    ["output", `${output_bytes} bytes${run.output_truncated ? ", of which a part was kept" : ""}`],
    ["error", error?.message],
    ["next move", error?.hint],
  ];
  return lines
    .flatMap(([name, text]) => (text === undefined || text === null ? [] : [`${name}: ${printable(text)}\n`]))
    .join("");
}

/** The state, and with which code, status or signal. */
function endText({ kind, state, exit_code, signal }: RunView): string {
  if (state !== "exited") return state;
  if (signal !== null) return `exited (${signal})`;
  return exit_code === null || (kind === "program" && exit_code === 0) ? "exited" : `exited (${exit_code})`;
}

/** As a POSIX shell would read it, so that it can be tried there. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
