/** Every effect a step may have reaches it through here. */

import { join } from "node:path";

import { makeFolder } from "./write-file.ts";

/** What a job is called in progress and tables: an app on a target, or a file. */
export type JobName = string;

/** What happens, as it happens; the command line shows it. */
export type ProgressEvent =
  | { readonly kind: "step-start"; readonly step: string; readonly jobs: readonly JobName[] }
  | { readonly kind: "step-end"; readonly step: string; readonly ms: number }
  | { readonly kind: "job-start"; readonly step: string; readonly job: JobName }
  | { readonly kind: "job-end"; readonly step: string; readonly job: JobName; readonly ms: number }
  | { readonly kind: "job-stage"; readonly job: JobName; readonly stage: string }
  | { readonly kind: "note"; readonly text: string };

export type Env = {
  /** Absolute path of the folder everything is written to: `<project>/dist`. */
  readonly dist: string;
  /** The environment variables Slipway was started with. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user interrupts; steps stop their processes and clean up. */
  readonly signal: AbortSignal;
  /** How many jobs may run at once. */
  readonly concurrency: number;
  /** Milliseconds for durations only; no output depends on it. */
  readonly clock: () => number;
  readonly report: (event: ProgressEvent) => void;
};

/** A folder below `dist` for what is not finished; everything in it is removed when the lock is taken. */
export function workFolder(env: Env, ...names: readonly string[]): string {
  const folder = join(env.dist, ".work", ...names);
  makeFolder(folder);
  return folder;
}
