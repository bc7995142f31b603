/** How many calls of a tool a server over HTTP answers. */

import { type Found, smallest } from "./found.ts";
import { callTool } from "./mcp-requests.ts";
import { startServer } from "./started-server.ts";

import type { MeasureEnv } from "./measure-env.ts";

const CALLS = 500;
const AT_ONCE = 4;
/** The first rounds are those in which the runtime compiles. */
const ROUNDS = 12;

/** The time of ten rounds as quick as the quickest: 5000 calls. */
export async function toolCalls(command: readonly string[], env: MeasureEnv): Promise<Found> {
  const { origin, end } = await startServer(command, env.variables);
  const rounds: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      rounds.push(await roundOf(origin));
    }
    return { measuredMs: 10 * (smallest(rounds) ?? 0) };
  } finally {
    await end();
  }
}

async function roundOf(origin: string): Promise<number> {
  const begunAtMs = performance.now();
  async function callInTurn(): Promise<void> {
    for (let called = 0; called < CALLS / AT_ONCE; called += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await callTool(origin);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, callInTurn));
  return performance.now() - begunAtMs;
}
