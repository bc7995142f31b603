/** In what a run differs from what was declared of it. */

import type { SmokeRun } from "@slipway/config";

import type { ProcessResult } from "../run-process.ts";

export type PlainRun = Extract<SmokeRun, { readonly kind: "run" }>;

/** Everything in which a run's end and outputs differ; `{version}` in a text to find stands for `version`. */
export function differencesOf(
  run: PlainRun,
  result: ProcessResult | Error,
  options: { readonly version: string; readonly timeoutSeconds: number },
): readonly string[] {
  if (result instanceof Error) return [`it does not start: ${result.message}`];
  if (result.timedOut) return [`it did not end within ${options.timeoutSeconds} s`];
  const ended = result.exitCode ?? result.signal;
  const wanted = (patterns: PlainRun["stdout"]): PlainRun["stdout"] =>
    patterns.map((pattern) =>
      typeof pattern === "string" ? pattern.replaceAll("{version}", () => options.version) : pattern,
    );
  return [
    ...(ended === run.exitCode ? [] : [`exit code: found ${ended}, wanted ${run.exitCode}`]),
    ...missing("standard output", wanted(run.stdout), result.stdout),
    ...missing("standard error", wanted(run.stderr), result.stderr),
  ];
}

function missing(name: string, patterns: PlainRun["stdout"], text: string): readonly string[] {
  return patterns
    .filter((pattern) => (typeof pattern === "string" ? !text.includes(pattern) : text.search(pattern) < 0))
    .map(
      (pattern) => `${name}: ${typeof pattern === "string" ? JSON.stringify(pattern) : pattern} not found`,
    );
}
