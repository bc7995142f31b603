/** Runs, for people. */

import type { RunView } from "@chatty/daemon/protocol";

/** A table, newest first. */
export function historyText(runs: readonly RunView[]): string {
  if (runs.length === 0) return "No runs yet\n";
  const rows = runs.map((run) => [run.id, timeText(run.started_at), endText(run), printable(run.command)]);
  const table = [["RUN", "STARTED (UTC)", "STATE", "COMMAND"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`)
    .join("");
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
    ["started", timeText(started_at)],
    ["ended", ended_at === null ? undefined : timeText(ended_at)],
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

/** `2026-11-20 08:05:09` */
function timeText(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

/** As a POSIX shell would read it, so that it can be tried there. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What others named must not move the cursor. */
function printable(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/gu, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
