/** What the benchmarks found, for people and as JSON. */

import { BENCHMARKS, type Bound } from "./benchmarks.ts";
import type { Spread } from "./statistics.ts";
import { tableText } from "./table.ts";
import { isMet, type Measured, type Verdict } from "./verdict.ts";

const TITLES = ["benchmark", "ours", "theirs", "ratio", "bound", "holds"];

/** A table, then what each line compares and what to mind. */
export function reportText(verdicts: readonly Verdict[]): string {
  const table = tableText([TITLES, ...verdicts.flatMap((verdict) => rowsOf(verdict))]);
  const legend = verdicts.map((verdict) => `${verdict.name}: ${BENCHMARKS[verdict.name].compares}\n`);
  return [table, "\n", ...legend, ...verdicts.flatMap(notesOf)].join("");
}

/** The same as plain data. */
export function reportJson(
  verdicts: readonly Verdict[],
  circumstances: { readonly runs: number; readonly cores: number; readonly bun: string },
): string {
  const benchmarks = verdicts.map((verdict) => ({ ...verdict, met: isMet(verdict) }));
  return `${JSON.stringify({ ...circumstances, benchmarks }, null, 2)}\n`;
}

function rowsOf(verdict: Verdict): readonly (readonly string[])[] {
  const { name, ours, theirs, ratio, bound, holds, archives, memory } = verdict;
  const text = textOf(bound);
  const time = [
    name,
    text(ours),
    theirs === undefined ? "" : text(theirs),
    ratio === undefined ? "" : ratioText(bound, ratio),
    boundText(bound),
    yesNo(holds),
  ];
  const peaks =
    memory === undefined
      ? []
      : [
          [
            "  memory",
            peakText(ours),
            theirs === undefined ? "" : peakText(theirs),
            "of one process",
            `at most ${megabytesText(memory.boundBytes)}`,
            yesNo(memory.holds),
          ],
        ];
  if (archives === undefined) return [time, ...peaks];
  const sizes = [
    "  archives",
    megabytesText(archives.oursBytes),
    megabytesText(archives.theirsBytes),
    `${(archives.oursBytes / archives.theirsBytes).toFixed(3)}× the size`,
    "none larger",
    yesNo(archives.holds),
  ];
  return [time, ...peaks, sizes];
}

function textOf({ kind }: Bound): (measured: Measured) => string {
  if (kind === "at-most-memory") return peakText;
  return kind === "within-bytes" ? sizeText : measuredText;
}

/** `12.3 s (11.9–12.6), 1.8 cores`: the median, both ends, and how many cores were busy in the middle run. */
function measuredText({ wallMs, cpuMs }: Measured): string {
  const cores = cpuMs === undefined ? "" : `, ${(cpuMs.median / wallMs.median).toFixed(1)} cores`;
  return `${secondsText(wallMs)}${cores}`;
}

function peakText({ peakBytes }: Measured): string {
  return peakBytes === undefined ? "not known" : megabytesText(peakBytes);
}

function sizeText({ sizeBytes }: Measured): string {
  return sizeBytes === undefined ? "not known" : megabytesText(sizeBytes);
}

function secondsText({ median, min, max }: Spread): string {
  const [middle, low, high] = [median, min, max].map((ms) => (ms / 1000).toFixed(1));
  return `${middle} s (${low}–${high})`;
}

function ratioText({ kind }: Bound, ratio: number): string {
  switch (kind) {
    case "at-most":
      return `${ratio.toFixed(2)}× the time`;
    case "at-least-faster":
      return `${(1 / ratio).toFixed(2)}× faster`;
    case "at-most-memory":
      return `${ratio.toFixed(2)}× the memory`;
    case "within":
    case "within-bytes":
      return "";
  }
}

function boundText(bound: Bound): string {
  if (bound.kind === "within") return `at most ${(bound.ms / 1000).toFixed(1)} s`;
  if (bound.kind === "within-bytes") return `at most ${megabytesText(bound.bytes)}`;
  return `${bound.kind === "at-least-faster" ? "at least" : "at most"} ${Number(bound.times.toFixed(2))}×`;
}

function notesOf(verdict: Verdict): readonly string[] {
  const larger = (verdict.archives?.files ?? []).filter((file) => file.oursBytes > file.theirsBytes);
  return [
    ...larger.map(
      ({ file, oursBytes, theirsBytes }) =>
        `${verdict.name}: ${file} has ${oursBytes} bytes, ${oursBytes - theirsBytes} more than theirs\n`,
    ),
    ...(verdict.noisy
      ? [`${verdict.name}: the runs differ by more than a quarter; run it on an idle machine\n`]
      : []),
  ];
}

function megabytesText(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function yesNo(holds: boolean): string {
  return holds ? "yes" : "NO";
}
