/** Times every side in turn (A B C, A B C, …), so that whatever else the machine does meets all of them. */

import { statSync } from "node:fs";
import { join } from "node:path";

import type { ReleasePlan } from "@slipway/release";

import { type BenchmarkName, BENCHMARKS, SIDE_NAMES, type SideName } from "./benchmarks.ts";
import { benchFault } from "./faults.ts";
import { runProgram } from "./run-program.ts";
import type { Side } from "./side.ts";
import { openSide } from "./sides.ts";
import type { Sample } from "./verdict.ts";
import type { Workshop } from "./workshop.ts";

export type MeasureOptions = {
  readonly sides: readonly SideName[];
  readonly runs: number;
  readonly workshop: Workshop;
  readonly log: (text: string) => void;
};

/** The sides of some benchmarks, each once, in the table's order. */
export function sidesOf(names: readonly BenchmarkName[]): readonly SideName[] {
  const wanted = new Set(
    names.flatMap((name) => [BENCHMARKS[name].ours, BENCHMARKS[name].theirs ?? []].flat()),
  );
  return SIDE_NAMES.filter((side) => wanted.has(side));
}

/** Every run of every side. */
export async function measure(options: MeasureOptions): Promise<ReadonlyMap<SideName, readonly Sample[]>> {
  const { runs, workshop, log } = options;
  const samples = new Map<SideName, Sample[]>();
  const sides: { readonly name: SideName; readonly side: Side }[] = [];
  try {
    for (const name of options.sides) {
      log(`preparing ${name}\n`);
      sides.push({ name, side: await openSide(name, workshop) });
    }
    for (let run = 1; run <= runs; run++) {
      for (const { name, side } of sides) {
        const sample = await measureRun(side, run, workshop);
        samples.set(name, [...(samples.get(name) ?? []), sample]);
        log(`run ${run}/${runs}: ${name} ${(sample.wallMs / 1000).toFixed(1)} s\n`);
      }
    }
    return samples;
  } finally {
    for (const { side } of sides) await side.close?.();
  }
}

async function measureRun(side: Side, run: number, { plan, folder, env }: Workshop): Promise<Sample> {
  await side.prepare(run);
  // What the side before has left to write must not slow this one down.
  await runProgram({ command: ["sync"], cwd: folder }, env);
  const timing = await runProgram(side.program, env);
  return { ...timing, archives: side.archives === undefined ? new Map() : archivesIn(side.archives, plan) };
}

function archivesIn(folder: string, plan: ReleasePlan): ReadonlyMap<string, number> {
  return new Map(
    plan.archives.map(({ file }) => {
      const found = statSync(join(folder, file), { throwIfNoEntry: false });
      if (found !== undefined) return [file, found.size] as const;
      throw benchFault("archives-missing", {
        message: `Cannot compare "${file}": one side did not make it`,
        hint: "Both sides must make the same archives; mend the script or the plan",
      });
    }),
  );
}
