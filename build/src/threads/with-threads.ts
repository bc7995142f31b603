/** Spreads the work on whole files over threads, so that all cores of the machine hash. */

import { Worker } from "node:worker_threads";

import { type Answer, type Call, errorOf } from "./messages.ts";
import type { WholeFile } from "./whole-file.ts";

type Pool = {
  /** Threads with nothing to do. */
  readonly idle: Worker[];
  /** Every thread that was started. */
  readonly all: Worker[];
};

/**
 * Hands `use` the work on whole files, each call in a thread of its own. There are as many threads as there were calls
 * at once; who calls decides how many that are. All of them have ended when this returns, after what they were doing.
 */
export async function withThreads<Output>(use: (work: WholeFile) => Promise<Output>): Promise<Output> {
  const pool: Pool = { idle: [], all: [] };
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
  thread.once("message", answer).once("error", reject);
  try {
    thread.postMessage(call, []);
    return await promise;
  } finally {
    thread.off("message", answer).off("error", reject);
  }
}

function startedIn(pool: Pool): Worker {
  const thread = new Worker(new URL("thread.ts", import.meta.url));
  pool.all.push(thread);
  return thread;
}
