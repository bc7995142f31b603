/** The closed table of benchmarks: what is compared with what a user would do otherwise, and what must hold. */

/** What can be timed. Ours run the toolkit, the loops are scripts a user would write. */
export const SIDE_NAMES = [
  "slipway-build",
  "compile-loop",
  "read-back",
  "compile",
  "slipway-release",
  "slipway-release-again",
  "release-loop",
] as const;

export type SideName = (typeof SIDE_NAMES)[number];

export const BENCHMARK_NAMES = ["build", "read-back", "release", "release-again"] as const;

export type BenchmarkName = (typeof BENCHMARK_NAMES)[number];

/** `at-most`: ours takes at most so many times theirs. `at-least-faster`: theirs takes at least so many times ours. */
export type Bound = { readonly kind: "at-most" | "at-least-faster"; readonly times: number };

export type Benchmark = {
  readonly compares: string;
  readonly ours: SideName;
  readonly theirs: SideName;
  readonly bound: Bound;
  /** True when both sides make archives, of which ours must not be larger. */
  readonly archives: boolean;
  /** The most that any process of our side may have in memory; what compiles is Bun's, and not bound by us. */
  readonly peakBytes?: number;
};

export const BENCHMARKS: Readonly<Record<BenchmarkName, Benchmark>> = {
  build: {
    compares: "slipway build without smoke runs, and the same bun build --compile commands two at a time",
    ours: "slipway-build",
    theirs: "compile-loop",
    bound: { kind: "at-most", times: 2 },
    archives: false,
  },
  "read-back": {
    compares: "stamping, signing, joining, reading back and digests of every executable, and compiling them",
    ours: "read-back",
    theirs: "compile",
    bound: { kind: "at-most", times: 0.35 },
    archives: false,
    peakBytes: 250_000_000,
  },
  release: {
    compares:
      "slipway release --snapshot with nothing kept, and those commands, gzip -9, zip -9 and sha256sum",
    ours: "slipway-release",
    theirs: "release-loop",
    bound: { kind: "at-least-faster", times: 2 },
    archives: true,
  },
  "release-again": {
    compares: "slipway release --snapshot after a change of one source file, and the same loop",
    ours: "slipway-release-again",
    theirs: "release-loop",
    bound: { kind: "at-least-faster", times: 2 },
    archives: true,
  },
};
