import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "./env.ts";
import { buildFault } from "./faults.ts";
import { eachJob, isInterruption, orInterrupted, step, throwIfInterrupted } from "./step.ts";
import { recordingEnv } from "./testing/samples.ts";

/** Jobs that end when the test says so. */
function gates(count: number): readonly PromiseWithResolvers<number>[] {
  return Array.from({ length: count }, () => Promise.withResolvers<number>());
}

/** Lets everything go on that can go on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function failure(): unknown {
  return buildFault("smoke-failed", { message: "Cannot run", hint: "Mend it" });
}

describe("eachJob()", () => {
  test("returns the outputs in the jobs' order, whatever order they end in", async () => {
    const ends = gates(3);
    const all = eachJob(recordingEnv("/dist", { concurrency: 3 }), "working", {
      jobs: [0, 1, 2],
      nameOf: String,
      run: async (job) => (await ends[job]?.promise) ?? -1,
    });
    for (const index of [2, 0, 1]) ends[index]?.resolve(index * 10);
    expect(await all).toEqual([0, 10, 20]);
  });

  test("runs no more jobs at once than it may, and as many as it may", async () => {
    const ends = gates(5);
    let running = 0;
    let most = 0;
    const all = eachJob(recordingEnv("/dist", { concurrency: 2 }), "working", {
      jobs: [0, 1, 2, 3, 4],
      nameOf: String,
      run: async (job) => {
        most = Math.max(most, ++running);
        await ends[job]?.promise;
        running--;
        return job;
      },
    });
    for (const end of ends) {
      await settled();
      expect(running).toBeLessThanOrEqual(2);
      end.resolve(0);
    }
    await all;
    expect(most).toBe(2);
  });

  test("stops the others at the first failure, starts no more, and throws once all have ended", async () => {
    const started: number[] = [];
    const stopped = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    let ended = false;
    const all = eachJob(recordingEnv("/dist"), "working", {
      jobs: [0, 1, 2],
      nameOf: String,
      run: async (job, env) => {
        started.push(job);
        if (job === 0) throw failure();
        env.signal.addEventListener("abort", () => stopped.resolve());
        await released.promise;
        ended = true;
        throw new Error("stopped");
      },
    });
    const fault = caught(() => all);
    await stopped.promise;
    expect(ended).toBe(false);
    released.resolve();
    expect((await fault).code).toBe("smoke-failed");
    expect({ ended, started }).toEqual({ ended: true, started: [0, 1] });
  });

  test("throws a failure that is undefined, too", async () => {
    const env = recordingEnv("/dist");
    const all = eachJob(env, "working", {
      jobs: [0],
      nameOf: String,
      run: async () => Promise.reject(new Error("plain")),
    });
    await expect(all).rejects.toThrow("plain");
  });

  test("tells of an interruption, whatever the jobs say of it", async () => {
    const interruption = new AbortController();
    const env = recordingEnv("/dist", { signal: interruption.signal });
    const all = eachJob(env, "working", {
      jobs: [0, 1],
      nameOf: String,
      run: async (_job, jobEnv) =>
        new Promise((_done, fail) => {
          jobEnv.signal.addEventListener("abort", () => fail(new Error("killed")));
        }),
    });
    interruption.abort();
    const fault = await caught(() => all);
    expect(fault).toMatchObject({ code: "interrupted", exitCode: 130 });
    expect(isInterruption(fault)).toBe(true);
  });

  test("tells of an interruption that comes when all jobs are done", async () => {
    const interruption = new AbortController();
    const env = recordingEnv("/dist", { signal: interruption.signal });
    const all = eachJob(env, "working", {
      jobs: [0],
      nameOf: String,
      run: async () => {
        interruption.abort();
        return Promise.resolve(0);
      },
    });
    expect((await caught(() => all)).code).toBe("interrupted");
  });

  test("starts nothing once interrupted", async () => {
    const env = recordingEnv("/dist", { signal: AbortSignal.abort() });
    const all = eachJob(env, "working", {
      jobs: [0],
      nameOf: String,
      run: async () => Promise.reject(new Error("started")),
    });
    expect((await caught(() => all)).code).toBe("interrupted");
    expect(env.events).toEqual([]);
  });

  test("reports its jobs, and an end only of what went well", async () => {
    const env = recordingEnv("/dist", { concurrency: 1 });
    const all = eachJob(env, "working", {
      jobs: ["good", "bad", "late"],
      nameOf: (job) => job,
      run: async (job) => (job === "bad" ? Promise.reject(new Error("no")) : Promise.resolve(job)),
    });
    await expect(all).rejects.toThrow("no");
    expect(env.events).toEqual([
      { kind: "step-start", step: "working", jobs: ["good", "bad", "late"] },
      { kind: "job-start", step: "working", job: "good" },
      { kind: "job-end", step: "working", job: "good", ms: 0 },
      { kind: "job-start", step: "working", job: "bad" },
    ]);
  });

  test("does nothing with no jobs", async () => {
    const work = { jobs: [], nameOf: String, run: async () => Promise.resolve(0) };
    expect(await eachJob(recordingEnv("/dist"), "working", work)).toEqual([]);
  });
});

describe("step()", () => {
  test("measures with the clock it is given", async () => {
    let now = 100;
    const env = recordingEnv("/dist", { clock: () => now });
    const output = await step(env, "measuring", () => {
      now += 50;
      return "output";
    });
    expect(output).toBe("output");
    expect(env.events.at(-1)).toEqual({ kind: "step-end", step: "measuring", ms: 50 });
  });

  test("turns what the operating system says into a fault and keeps the cause", async () => {
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write", path: "/dist/a" });
    const fault = await caught(async () =>
      step(recordingEnv("/dist"), "writing", async () => Promise.reject(full)),
    );
    expect(fault).toMatchObject({ code: "no-space", exitCode: 4, cause: full });
  });

  test("lets a bug through as it is", async () => {
    const bug = new TypeError("x is undefined");
    const work = step(recordingEnv("/dist"), "writing", async () => Promise.reject(bug));
    await expect(work).rejects.toBe(bug);
  });
});

describe("orInterrupted()", () => {
  test("gives what the work gives, and its failure", async () => {
    const { signal } = new AbortController();
    expect(await orInterrupted(Promise.resolve(3), signal)).toBe(3);
    await expect(orInterrupted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  test("does not wait for work that never ends", async () => {
    const interruption = new AbortController();
    const work = orInterrupted(new Promise(() => undefined), interruption.signal);
    interruption.abort();
    expect((await caught(() => work)).code).toBe("interrupted");
    const late = orInterrupted(new Promise(() => undefined), interruption.signal);
    expect((await caught(() => late)).code).toBe("interrupted");
  });
});

test("throwIfInterrupted() throws once the signal aborted, and not before", async () => {
  const interruption = new AbortController();
  const env: Pick<Env, "signal"> = { signal: interruption.signal };
  throwIfInterrupted(env);
  interruption.abort();
  expect((await caught(() => throwIfInterrupted(env))).exitCode).toBe(130);
});

test("isInterruption() takes no other failure for one", () => {
  expect([failure(), new Error("interrupted"), undefined].map(isInterruption)).toEqual([false, false, false]);
});
