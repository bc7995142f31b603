/** How long programs take from their start to their end or their first answer, and what they have in memory then. */

import { type Found, smallest } from "./found.ts";
import { initialize, INITIALIZE } from "./mcp-requests.ts";
import { residentBytes } from "./resident-bytes.ts";
import { startServer } from "./started-server.ts";

import type { MeasureEnv } from "./measure-env.ts";

/** Times are those of so many starts, each as quick as the quickest, since one is too short to be shown. */
const STARTS = 100;
/** Servers take longer: fewer of them find the quickest too. */
const SERVER_STARTS = 40;
/** So many of them are looked at when they have been idle for a while. */
const IDLE_EVERY = 10;
const IDLE_MS = 300;

type FoundOnce = { readonly answerMs: number; readonly idleBytes?: number | undefined };

/** From the start of a program to its end. */
export async function starts(command: readonly string[], env: MeasureEnv): Promise<Found> {
  return inTurn(STARTS, async () => {
    const begunAtMs = performance.now();
    const child = Bun.spawn([...command], spawnOptions(env));
    await child.exited;
    const answerMs = performance.now() - begunAtMs;
    if (child.exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${child.exitCode}`);
    return { answerMs };
  });
}

/** A program that says something and then waits until its input ends: what it has in memory. */
export async function waiting(command: readonly string[], env: MeasureEnv): Promise<Found> {
  return firstAnswers(command, { env, request: "", times: IDLE_EVERY });
}

/** From the start of a server on standard input and output to its answer to `initialize`. */
export async function stdioStarts(command: readonly string[], env: MeasureEnv): Promise<Found> {
  return firstAnswers(command, { env, request: `${INITIALIZE}\n`, times: SERVER_STARTS });
}

/** From the start of a server over HTTP to its answer to `initialize`, by a client that reads where it is. */
export async function httpStarts(command: readonly string[], env: MeasureEnv): Promise<Found> {
  return inTurn(SERVER_STARTS, async (isLookedAt) => {
    const begunAtMs = performance.now();
    const { child, origin, end } = await startServer(command, env.variables);
    try {
      await initialize(origin);
      const answerMs = performance.now() - begunAtMs;
      return { answerMs, idleBytes: isLookedAt ? await idleBytesOf(child.pid) : undefined };
    } finally {
      await end();
    }
  });
}

type Answers = { readonly env: MeasureEnv; readonly request: string; readonly times: number };

async function firstAnswers(command: readonly string[], { env, request, times }: Answers): Promise<Found> {
  return inTurn(times, async (isLookedAt) => {
    const begunAtMs = performance.now();
    const child = Bun.spawn([...command], { ...spawnOptions(env), stdin: "pipe", stdout: "pipe" });
    if (request !== "") {
      void child.stdin.write(request);
      void child.stdin.flush();
    }
    const { value } = await child.stdout.getReader().read();
    const answerMs = performance.now() - begunAtMs;
    const text = new TextDecoder().decode(value);
    if (request !== "" && !text.includes('"protocolVersion"')) throw new Error(`initialize: ${text}`);
    const idleBytes = isLookedAt ? await idleBytesOf(child.pid) : undefined;
    void child.stdin.end();
    await child.exited;
    return { answerMs, idleBytes };
  });
}

async function inTurn(times: number, once: (isLookedAt: boolean) => Promise<FoundOnce>): Promise<Found> {
  const all: FoundOnce[] = [];
  for (let start = 0; start < times; start += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    all.push(await once(start % IDLE_EVERY === 0));
  }
  return {
    measuredMs: STARTS * (smallest(all.map(({ answerMs }) => answerMs)) ?? 0),
    peakBytes: smallest(all.flatMap(({ idleBytes }) => idleBytes ?? [])),
  };
}

async function idleBytesOf(pid: number): Promise<number | undefined> {
  await Bun.sleep(IDLE_MS);
  return residentBytes(pid);
}

function spawnOptions({ variables }: MeasureEnv): {
  readonly env: Record<string, string>;
  readonly stdin: "ignore";
  readonly stdout: "ignore";
  readonly stderr: "inherit";
} {
  return { env: { ...variables }, stdin: "ignore", stdout: "ignore", stderr: "inherit" };
}
