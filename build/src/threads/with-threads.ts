/** Spreads the work on whole files over threads, so that all cores of the machine hash. */

import { Worker } from "node:worker_threads";

import { type Answer, type Call, errorOf } from "./messages.ts";
import type { WholeFile } from "./whole-file.ts";

type Pool = {
  /** What a thread runs. */
  readonly entry: URL;
  /** Threads with nothing to do. */
  readonly idle: Worker[];
  /** Every thread that was started. */
  readonly all: Worker[];
};

/**
 * Hands `use` the work on whole files, each call in a thread of its own. There are as many threads as there were calls
 * at once; who calls decides how many that are. All of them have ended when this returns, after what they were doing.
 * `entry` is what a thread runs, of interest to tests alone.
 */
export async function withThreads<Output>(
  use: (work: WholeFile) => Promise<Output>,
  entry: URL = new URL("thread.ts", import.meta.url),
): Promise<Output> {
  const pool: Pool = { entry, idle: [], all: [] };
  const running = new Set<Promise<unknown>>();
  async function inThread<Result>(call: Call): Promise<Result> {
    const answering: Promise<Result> = callIn(pool, call);
    running.add(answering);
    try {
      return await answering;
    } finally {
      running.delete(answering);
    }
  }
  try {
    return await use({
      inspect: (what) => inThread({ kind: "inspect", what }),
      sha256: (what) => inThread({ kind: "sha256", what }),
      signAdHoc: (what) => inThread({ kind: "signAdHoc", what }),
    });
  } finally {
    // A thread that is ended while it reads would leave the file open.
    await Promise.allSettled(running);
    await Promise.all(pool.all.map((thread) => thread.terminate()));
  }
}

async function callIn<Result>(pool: Pool, call: Call): Promise<Result> {
  const thread = pool.idle.pop() ?? startedIn(pool);
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  function answer(given: Answer<Result>): void {
    pool.idle.push(thread);
    if (given.ok) resolve(given.output);
    else reject(errorOf(given));
  }
  function end(exitCode: number): void {
    reject(new Error(`a thread ended with ${exitCode} before it answered`));
  }
  thread.once("message", answer).once("messageerror", reject).once("error", reject).once("exit", end);
  try {
    thread.postMessage(call, []);
    return await promise;
  } finally {
    thread.off("message", answer).off("messageerror", reject).off("error", reject).off("exit", end);
  }
}

function startedIn(pool: Pool): Worker {
  const thread = new Worker(pool.entry);
  pool.all.push(thread);
  return thread;
}
