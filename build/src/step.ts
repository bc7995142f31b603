/** Runs steps and their jobs: adds names and timing, converts operating system errors, stops when interrupted. */

import { Fault, fileFaultOf } from "@slipway/fault";

import type { Env, JobName } from "./env.ts";
import { buildFault } from "./faults.ts";

/** Runs one step; its title is what people see, so it is a verb in -ing form. */
export async function step<Output>(
  env: Env,
  title: string,
  action: () => Promise<Output> | Output,
): Promise<Output> {
  return runStep(env, title, [], action);
}

/**
 * Runs a step of many jobs, at most `env.concurrency` at once, and returns the outputs in the jobs' order.
 * The first failure stops the others and is thrown once all of them have ended.
 */
export async function eachJob<Job, Output>(
  env: Env,
  title: string,
  work: {
    readonly jobs: readonly Job[];
    readonly nameOf: (job: Job) => JobName;
    readonly run: (job: Job, env: Env) => Promise<Output>;
  },
): Promise<readonly Output[]> {
  return runStep(env, title, work.jobs.map(work.nameOf), async () => {
    const failure = new AbortController();
    const jobEnv = { ...env, signal: AbortSignal.any([env.signal, failure.signal]) };
    const outputs = new Map<number, Output>();
    const queue = work.jobs.entries();
    let firstError: unknown;
    async function drain(): Promise<void> {
      for (const [index, job] of queue) {
        if (jobEnv.signal.aborted) return;
        try {
          outputs.set(index, await timed(jobEnv, title, work.nameOf(job), () => work.run(job, jobEnv)));
        } catch (error) {
          // What stops because the first one failed has nothing of its own to say.
          if (!failure.signal.aborted) firstError = error;
          failure.abort();
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(env.concurrency, work.jobs.length) }, drain));
    throwIfInterrupted(env);
    if (firstError !== undefined) throw firstError;
    return [...outputs].toSorted(([a], [b]) => a - b).map(([, output]) => output);
  });
}

/** What `work` gives, or the fault `interrupted` as soon as `signal` aborts; `work` itself goes on unheard. */
export async function orInterrupted<Output>(work: Promise<Output>, signal: AbortSignal): Promise<Output> {
  const interruption = Promise.withResolvers<never>();
  function interrupt(): void {
    interruption.reject(interruptedFault());
  }
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    return await Promise.race([interruption.promise, work]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** @throws Fault `interrupted` once the user has pressed ctrl-C. */
export function throwIfInterrupted(env: Pick<Env, "signal">): void {
  if (env.signal.aborted) throw interruptedFault();
}

function interruptedFault(): unknown {
  return buildFault("interrupted", {
    message: "Interrupted: nothing was left half-written",
    hint: "Run the command again",
  });
}

async function runStep<Output>(
  env: Env,
  title: string,
  jobs: readonly JobName[],
  action: () => Promise<Output> | Output,
): Promise<Output> {
  throwIfInterrupted(env);
  const start = env.clock();
  env.report({ kind: "step-start", step: title, jobs });
  try {
    const output = await action();
    env.report({ kind: "step-end", step: title, ms: env.clock() - start });
    return output;
  } catch (error) {
    throwIfInterrupted(env);
    throw fileFaultOf(error) ?? error;
  }
}

async function timed<Output>(
  env: Env,
  stepTitle: string,
  job: JobName,
  action: () => Promise<Output>,
): Promise<Output> {
  const start = env.clock();
  env.report({ kind: "job-start", step: stepTitle, job });
  const output = await action();
  env.report({ kind: "job-end", step: stepTitle, job, ms: env.clock() - start });
  return output;
}

/** True for the fault that only says that the user stopped it. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Fault && error.kind === "interrupted";
}
