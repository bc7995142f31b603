/** Runs with a history of their own, for tests. */

import { tempFolder } from "@slipway/testkit";
import { onTestFinished } from "vitest";

import { storeIn } from "../../store/testing/sample-run.ts";
import { createRuns, type Runs, type RunsOptions } from "../create-runs.ts";
import { ownInstance } from "../instance.ts";

import type { Run, RunStore } from "../../store/run-store.ts";
import type { OutputPiece } from "../output/open-output.ts";
import type { ProgramSpec, RunSpec } from "../run-spec.ts";

export type TestRuns = Runs & {
  readonly store: RunStore;
  /** The data folder; programs run in it unless they say otherwise. */
  readonly folder: string;
  /** Everything that was logged, a line each. */
  readonly lines: readonly string[];
  /** Starts a run and follows it to its end. */
  readonly finish: (spec: RunSpec) => Promise<Finished>;
  /** Starts a program of the shell. */
  readonly shell: (script: string, options?: Partial<ProgramSpec>) => Promise<Run>;
  /** Resolves as soon as the run has printed `text`. */
  readonly untilPrinted: (id: string, text: string) => Promise<void>;
};

export type Finished = {
  readonly run: Run;
  readonly pieces: readonly OutputPiece[];
  /** All text of a stream. */
  readonly textOf: (stream: OutputPiece["stream"]) => string;
};

/** They end with the test. */
export async function testRuns(options: Partial<RunsOptions> = {}): Promise<TestRuns> {
  const { folder = tempFolder() } = options;
  const store = storeIn(folder).runs;
  const lines: string[] = [];
  const runs = createRuns({
    store,
    folder,
    instance: await ownInstance(),
    log: (level, message, facts) => void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
    ...options,
  });
  onTestFinished(() => runs.closeAll());
  return {
    ...runs,
    store,
    folder,
    lines,
    finish: (spec) => finish(runs, spec.kind === "program" ? { cwd: folder, ...spec } : spec),
    shell: (script, more = {}) =>
      runs.start({ kind: "program", argv: ["sh", "-c", script], cwd: folder, ...more }),
    untilPrinted: (id, text) => untilPrinted(runs, { id, text }),
  };
}

async function finish(runs: Runs, spec: RunSpec): Promise<Finished> {
  const { id } = await runs.start(spec);
  const pieces: OutputPiece[] = [];
  const range = { from: 0, signal: new AbortController().signal };
  const run = await runs.follow(id, range, (piece) => void pieces.push(piece));
  return {
    run,
    pieces,
    textOf: (stream) =>
      pieces
        .filter((piece) => piece.stream === stream)
        .map(({ text }) => text)
        .join(""),
  };
}

async function untilPrinted(
  runs: Runs,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<void> {
  const enough = new AbortController();
  let printed = "";
  const following = runs.follow(id, { from: 0, signal: enough.signal }, (piece) => {
    printed += piece.text;
    if (printed.includes(text)) enough.abort();
  });
  await following.catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  if (!printed.includes(text)) throw new Error(`The run ended without printing "${text}": ${printed}`);
}
