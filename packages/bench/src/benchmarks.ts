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
  "upload-small",
  "upload-large",
  "curl-large",
  "publish-again-github",
  "publish-again-dir",
  "daemon-start",
  "hello-start",
  "daemon-requests",
  "line-echo",
  "daemon-output",
  "plain-pipe",
  "daemon-payload",
  "chatty-version",
  "chatty-help",
  "hello-end",
  "chatty-stdio",
  "chatty-http",
  "hello-waiting",
  "chatty-calls",
  "sdk-calls",
  "chatty-sse",
] as const;

export type SideName = (typeof SIDE_NAMES)[number];

export const BENCHMARK_NAMES = [
  "build",
  "read-back",
  "release",
  "release-again",
  "upload",
  "upload-memory",
  "publish-again-github",
  "publish-again-dir",
  "daemon-start",
  "daemon-memory",
  "daemon-requests",
  "daemon-output",
  "daemon-payload",
  "chatty-version",
  "chatty-help",
  "chatty-stdio",
  "chatty-http",
  "chatty-stdio-memory",
  "chatty-http-memory",
  "chatty-calls",
  "chatty-clients",
] as const;

export type BenchmarkName = (typeof BENCHMARK_NAMES)[number];

/** Names that stand for several benchmarks. */
export const GROUPS: Readonly<Record<string, readonly BenchmarkName[]>> = {
  publish: ["upload", "upload-memory", "publish-again-github", "publish-again-dir"],
  daemon: ["daemon-start", "daemon-memory", "daemon-requests", "daemon-output", "daemon-payload"],
  chatty: [
    "chatty-version",
    "chatty-help",
    "chatty-stdio",
    "chatty-http",
    "chatty-stdio-memory",
    "chatty-http-memory",
    "chatty-calls",
    "chatty-clients",
  ],
};

/**
 * `at-most`: ours takes at most so many times theirs. `at-least-faster`: theirs takes at least so many times ours.
 * `at-most-memory`: a process of ours has at most so many times as much in memory as one of theirs. `within`: ours takes
 * at most so long, whatever anything else takes. `within-bytes`: what ours has made has at most so many bytes.
 */
export type Bound =
  | { readonly kind: "at-most" | "at-least-faster" | "at-most-memory"; readonly times: number }
  | { readonly kind: "within"; readonly ms: number }
  | { readonly kind: "within-bytes"; readonly bytes: number };

export type Benchmark = {
  readonly compares: string;
  readonly ours: SideName;
  /** Undefined where the bound is absolute. */
  readonly theirs?: SideName;
  readonly bound: Bound;
  /** True when both sides make archives, of which ours must not be larger. */
  readonly archives: boolean;
  /** True when the quickest runs are compared, and not the medians: what is short, and little else decides. */
  readonly isOfQuickest?: boolean;
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
  upload: {
    compares: "uploading and publishing 8 files of 100 MB at a GitHub on loopback, and a script with curl",
    ours: "upload-large",
    theirs: "curl-large",
    bound: { kind: "at-most", times: 1.5 },
    archives: false,
  },
  "upload-memory": {
    compares: "uploading 8 files of 100 MB, and 8 of 20 MB: memory does not grow with them",
    ours: "upload-large",
    theirs: "upload-small",
    bound: { kind: "at-most-memory", times: 1.3 },
    archives: false,
  },
  "publish-again-github": {
    compares: "slipway publish of this product's release where GitHub has all of it",
    ours: "publish-again-github",
    bound: { kind: "within", ms: 2000 },
    archives: false,
  },
  "publish-again-dir": {
    compares: "slipway publish of this product's release where the folder has all of it",
    ours: "publish-again-dir",
    bound: { kind: "within", ms: 2000 },
    archives: false,
  },
  "daemon-start": {
    compares:
      "100 starts of the daemon, each to its first answer, and of a compiled hello world; by the middle one",
    ours: "daemon-start",
    theirs: "hello-start",
    bound: { kind: "at-most", times: 1.3 },
    archives: false,
  },
  "daemon-memory": {
    compares: "what the daemon has in memory when it is idle after an answer, and that hello world",
    ours: "daemon-start",
    theirs: "hello-start",
    bound: { kind: "at-most-memory", times: 1.4 },
    archives: false,
  },
  "daemon-requests": {
    compares: "20,000 small requests to the daemon, one after the other, and as many lines to an echo",
    ours: "daemon-requests",
    theirs: "line-echo",
    bound: { kind: "at-most", times: 2 },
    archives: false,
  },
  "daemon-output": {
    compares:
      "100 MB that a program writes, as text in a client: by the daemon and its file (followOutput), and by Bun.spawn's pipe",
    ours: "daemon-output",
    theirs: "plain-pipe",
    bound: { kind: "at-most", times: 2 },
    archives: false,
    peakBytes: 100_000_000,
  },
  "daemon-payload": {
    compares: "what the daemon adds to a compiled hello world, without bytecode",
    ours: "daemon-payload",
    bound: { kind: "within-bytes", bytes: 300_000 },
    archives: false,
  },
  "chatty-version": {
    compares: "100 runs of chatty --version and of a compiled hello world; by the quickest one",
    ours: "chatty-version",
    theirs: "hello-end",
    bound: { kind: "at-most", times: 1.5 },
    archives: false,
    isOfQuickest: true,
  },
  "chatty-help": {
    compares: "100 runs of chatty --help and of that hello world; by the quickest one",
    ours: "chatty-help",
    theirs: "hello-end",
    bound: { kind: "at-most", times: 1.6 },
    archives: false,
    isOfQuickest: true,
  },
  "chatty-stdio": {
    compares:
      "40 starts of chatty server start, each to the answer to initialize, and 100 runs of that hello world; 100 times the quickest one",
    ours: "chatty-stdio",
    theirs: "hello-end",
    bound: { kind: "at-most", times: 12 },
    archives: false,
    isOfQuickest: true,
  },
  "chatty-http": {
    compares: "the same over HTTP, on a free port that a client reads from the log, and that hello world",
    ours: "chatty-http",
    theirs: "hello-end",
    bound: { kind: "at-most", times: 14 },
    archives: false,
    isOfQuickest: true,
  },
  "chatty-stdio-memory": {
    compares: "what chatty server start has in memory when it is idle, and a compiled hello world that waits",
    ours: "chatty-stdio",
    theirs: "hello-waiting",
    bound: { kind: "at-most-memory", times: 4 },
    archives: false,
  },
  "chatty-http-memory": {
    compares: "the same over HTTP, and that hello world",
    ours: "chatty-http",
    theirs: "hello-waiting",
    bound: { kind: "at-most-memory", times: 4 },
    archives: false,
  },
  "chatty-calls": {
    compares:
      "12 rounds of 500 calls of a tool over HTTP, and as many to the SDK's own handler with one tool on Bun.serve (0.7 of its rate); 10 times the quickest round",
    ours: "chatty-calls",
    theirs: "sdk-calls",
    bound: { kind: "at-most", times: 1 / 0.7 },
    archives: false,
    isOfQuickest: true,
  },
  "chatty-clients": {
    compares: "what chatty server start --transport sse has in memory with 1000 clients that say nothing",
    ours: "chatty-sse",
    bound: { kind: "within-bytes", bytes: 150_000_000 },
    archives: false,
  },
};
