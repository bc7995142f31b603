/** Compares the two sides of a benchmark with its bound. */

import { type Benchmark, type BenchmarkName, BENCHMARKS, type Bound, type SideName } from "./benchmarks.ts";
import { isNoisy, type Spread, spreadOf } from "./statistics.ts";

/** One run of one side. */
export type Sample = {
  readonly wallMs: number;
  /** Processor time of the program and all it started; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
  /** The most that one process had in memory; undefined where the system does not tell. */
  readonly peakBytes: number | undefined;
  /** The size of what is bound by its size. */
  readonly sizeBytes?: number | undefined;
  /** Bytes of every archive it made, by file name; empty when it makes none. */
  readonly archives: ReadonlyMap<string, number>;
};

export type Measured = {
  readonly side: SideName;
  readonly wallMs: Spread;
  readonly cpuMs: Spread | undefined;
  /** Of all runs. */
  readonly peakBytes: number | undefined;
  /** The largest; left out where no size is bound. */
  readonly sizeBytes?: number;
};

export type ArchiveVerdict = {
  readonly oursBytes: number;
  readonly theirsBytes: number;
  readonly files: readonly {
    readonly file: string;
    readonly oursBytes: number;
    readonly theirsBytes: number;
  }[];
  /** True when no archive of ours is larger. */
  readonly holds: boolean;
};

export type Verdict = {
  readonly name: BenchmarkName;
  readonly ours: Measured;
  /** Undefined where the bound is absolute. */
  readonly theirs: Measured | undefined;
  /** Ours divided by theirs: of the medians or the quickest, or of the peaks where memory is bound; or not known. */
  readonly ratio: number | undefined;
  readonly bound: Bound;
  /** True when what is bound keeps to the bound; what is not known does not. */
  readonly holds: boolean;
  readonly archives: ArchiveVerdict | undefined;
  /** Undefined where memory is not bound. */
  readonly memory: { readonly boundBytes: number; readonly holds: boolean } | undefined;
  /** True when times that are bound differ too much between runs. */
  readonly noisy: boolean;
};

/** The verdict of one benchmark, from every run of its two sides. */
export function verdictOf(
  name: BenchmarkName,
  samples: { readonly ours: readonly Sample[]; readonly theirs: readonly Sample[] },
): Verdict {
  const benchmark = BENCHMARKS[name];
  const ours = measuredOf(benchmark.ours, samples.ours);
  const theirs = benchmark.theirs && measuredOf(benchmark.theirs, samples.theirs);
  const ratio = ratioOf(benchmark, { ours, theirs });
  return {
    name,
    ours,
    theirs,
    ratio,
    bound: benchmark.bound,
    holds: keepsTo(benchmark.bound, ours, ratio),
    archives: benchmark.archives ? archiveVerdict(samples.ours, samples.theirs) : undefined,
    memory: memoryVerdict(ours, benchmark.peakBytes),
    noisy:
      boundsTime(benchmark.bound) &&
      benchmark.isOfQuickest !== true &&
      [ours, theirs].some((side) => side !== undefined && isNoisy(side.wallMs)),
  };
}

function boundsTime({ kind }: Bound): boolean {
  return kind !== "at-most-memory" && kind !== "within-bytes";
}

/** True when everything the benchmark demands holds. */
export function isMet(verdict: Verdict): boolean {
  return verdict.holds && verdict.archives?.holds !== false && verdict.memory?.holds !== false;
}

function measuredOf(side: SideName, samples: readonly Sample[]): Measured {
  const cpuMs = samples.flatMap((sample) => (sample.cpuMs === undefined ? [] : [sample.cpuMs]));
  const peaks = samples.flatMap((sample) => sample.peakBytes ?? []);
  const sizes = samples.flatMap((sample) => sample.sizeBytes ?? []);
  return {
    side,
    wallMs: spreadOf(samples.map((sample) => sample.wallMs)),
    cpuMs: cpuMs.length === 0 ? undefined : spreadOf(cpuMs),
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
    ...(sizes.length > 0 && { sizeBytes: Math.max(...sizes) }),
  };
}

/** What is not known does not hold. */
function memoryVerdict({ peakBytes }: Measured, boundBytes: number | undefined): Verdict["memory"] {
  if (boundBytes === undefined) return undefined;
  return { boundBytes, holds: peakBytes !== undefined && peakBytes <= boundBytes };
}

type Sides = { readonly ours: Measured; readonly theirs: Measured | undefined };

function ratioOf({ bound, isOfQuickest }: Benchmark, { ours, theirs }: Sides): number | undefined {
  if (theirs === undefined) return undefined;
  if (bound.kind !== "at-most-memory") {
    const counted = isOfQuickest === true ? "min" : "median";
    return ours.wallMs[counted] / theirs.wallMs[counted];
  }
  if (ours.peakBytes === undefined || theirs.peakBytes === undefined) return undefined;
  return ours.peakBytes / theirs.peakBytes;
}

function keepsTo(bound: Bound, { wallMs, sizeBytes }: Measured, ratio: number | undefined): boolean {
  switch (bound.kind) {
    case "at-most":
    case "at-most-memory":
      return ratio !== undefined && ratio <= bound.times;
    case "at-least-faster":
      return ratio !== undefined && 1 / ratio >= bound.times;
    case "within":
      return wallMs.median <= bound.ms;
    case "within-bytes":
      return sizeBytes !== undefined && sizeBytes <= bound.bytes;
  }
}

/** The last run of each side counts. An archive only one side made is compared with none, so that it shows. */
function archiveVerdict(ours: readonly Sample[], theirs: readonly Sample[]): ArchiveVerdict {
  const [own, other] = [archivesOf(ours), archivesOf(theirs)];
  const names = [...new Set([...own.keys(), ...other.keys()])].toSorted();
  const files = names.map((file) => ({
    file,
    oursBytes: own.get(file) ?? 0,
    theirsBytes: other.get(file) ?? 0,
  }));
  return {
    oursBytes: files.reduce((sum, { oursBytes }) => sum + oursBytes, 0),
    theirsBytes: files.reduce((sum, { theirsBytes }) => sum + theirsBytes, 0),
    files,
    holds:
      files.length > 0 &&
      files.every(({ oursBytes, theirsBytes }) => oursBytes > 0 && oursBytes <= theirsBytes),
  };
}

function archivesOf(samples: readonly Sample[]): ReadonlyMap<string, number> {
  return samples.at(-1)?.archives ?? new Map<string, number>();
}
