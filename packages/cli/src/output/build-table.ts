/** The closing table of a build. */

import { type ExecutableEntry, isWhollyRun } from "@slipway/build";

import type { Timings } from "./progress.ts";
import { tableText } from "./table.ts";
import { bytesText, durationText } from "./units.ts";

export function buildTable(entries: readonly ExecutableEntry[], timings: Timings): string {
  const rows = entries.map((entry) => {
    const ms = timings.msOf(`${entry.app} ${entry.target}`);
    return [
      entry.target,
      entry.app,
      bytesText(entry.sizeBytes),
      bytesText(entry.payloadBytes),
      smokeText(entry),
      ms === undefined ? "" : durationText(ms),
    ];
  });
  return tableText(
    [
      { title: "target", align: "left" },
      { title: "app", align: "left" },
      { title: "size", align: "right" },
      { title: "payload", align: "right" },
      { title: "smoke", align: "left" },
      { title: "time", align: "right" },
    ],
    rows,
  );
}

/** Why executables were not run: a line for each reason, below the table; empty when all were. */
export function notRunText(entries: readonly ExecutableEntry[]): string {
  const notRun = entries.flatMap(({ target, smoke }) =>
    smoke.kind === "not-run" ? [{ target, reason: smoke.reason }] : [],
  );
  const byReason = Map.groupBy(notRun, ({ reason }) => reason);
  const lines = [...byReason].map(([reason, jobs]) => {
    const targets = new Set(jobs.map(({ target }) => target));
    return `not run, ${[...targets].join(", ")}: ${reason}\n`;
  });
  return lines.length === 0 ? "" : `\n${lines.join("")}`;
}

function smokeText({ target, smoke }: ExecutableEntry): string {
  if (smoke.kind === "not-run") return "not run";
  const passed = smoke.runs === 1 ? "1 run passed" : `${smoke.runs} runs passed`;
  const found = smoke.kind === "failed" ? "failed" : passed;
  const under = smoke.by === undefined ? "" : ` under ${smoke.by}`;
  const slices = isWhollyRun(target, smoke) ? [] : (smoke.slices ?? []);
  return `${found}${under}${slices.map((slice) => `, ${slice} only`).join("")}`;
}
