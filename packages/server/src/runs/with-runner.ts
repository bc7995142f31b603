/** A runner for one command line. */

import { openRunner, type Runner } from "./runner.ts";

import type { Env } from "../env.ts";

/** Does `work` with a runner that is closed after it. */
export async function withRunner<Result>(
  env: Pick<Env, "places" | "context">,
  work: (runner: Runner) => Promise<Result>,
): Promise<Result> {
  const { process: host } = await env.places();
  const runner = openRunner({ host, context: env.context });
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}
