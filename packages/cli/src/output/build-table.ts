/** The closing table of a build. */

import type { ExecutableEntry } from "@slipway/build";

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

function smokeText(entry: ExecutableEntry): string {
  const { smoke } = entry;
  if (smoke.kind === "not-run") return "not run";
  const passed = smoke.runs === 1 ? "1 run passed" : `${smoke.runs} runs passed`;
  return smoke.by === undefined ? passed : `${passed} under ${smoke.by}`;
}
