/** Small requests over standard input and output, and lines of the same size that come back as they are. */

import { connect, streamsOf } from "@slipway/rpc";

import { daemonProtocol } from "../protocol/index.ts";
import { daemonEnv } from "../testing/daemon-process.ts";

import type { Found } from "./found.ts";

const REQUESTS = 20_000;
/** How many are asked for before the first of them is answered. */
const AT_ONCE = 1;
const LINE = '{"jsonrpc":"2.0","id":12345,"method":"get_status","params":{}}\n';

/** A program that answers requests. */
export async function daemonRequests(
  executable: string,
  { folder }: { readonly folder: string },
): Promise<Found> {
  const child = start(executable, daemonEnv({ folder }));
  const connection = connect(streamsOf({ input: child.stdout, output: child.stdin }), {
    peer: daemonProtocol,
  });
  await connection.call.get_status({});
  const measuredMs = await timed(() => connection.call.get_status({}));
  await connection.close();
  await child.exited;
  return { measuredMs, peakBytes: undefined };
}

/** A program that gives every line back. */
export async function lineEcho(executable: string): Promise<Found> {
  const child = start(executable, {});
  const waiting: (() => void)[] = [];
  const reading = readLines(child.stdout, () => waiting.shift()?.());
  async function ask(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    void child.stdin.write(LINE);
    void child.stdin.flush();
    await promise;
  }
  await ask();
  const measuredMs = await timed(ask);
  await child.stdin.end();
  await reading;
  return { measuredMs, peakBytes: undefined };
}

type Child = Bun.Subprocess<"pipe", "pipe", "inherit">;

function start(executable: string, env: Readonly<Record<string, string>>): Child {
  return Bun.spawn([executable], { env, stdin: "pipe", stdout: "pipe", stderr: "inherit" });
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const begunAtMs = performance.now();
  async function askInTurn(): Promise<void> {
    for (let asked = 0; asked < REQUESTS / AT_ONCE; asked += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await ask();
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
  return performance.now() - begunAtMs;
}

/** Calls `onLine` for each line, as text. */
async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  }
}
