import { Writable } from "node:stream";

import type { ProgressEvent } from "@slipway/build";
import { describe, expect, test } from "vitest";

import { type MemoryTerminal, memoryTerminal } from "../testing/memory-terminal.ts";
import { liveText, startProgress } from "./progress.ts";

const EVENTS: readonly ProgressEvent[] = [
  { kind: "step-start", step: "building", jobs: ["hello linux-x64", "hello windows-x64"] },
  { kind: "job-start", step: "building", job: "hello linux-x64" },
  { kind: "job-stage", job: "hello linux-x64", stage: "compiling" },
  { kind: "job-end", step: "building", job: "hello linux-x64", ms: 350 },
  { kind: "job-start", step: "building", job: "hello windows-x64" },
  { kind: "job-end", step: "building", job: "hello windows-x64", ms: 12_000 },
  { kind: "step-end", step: "building", ms: 12_400 },
  { kind: "step-start", step: "packing", jobs: [] },
  { kind: "note", text: "a note" },
  { kind: "step-end", step: "packing", ms: 100 },
];

/** Which jobs have a line after each end, and after all. */
function told(ends: readonly string[]): readonly string[] {
  const terminal = memoryTerminal();
  const progress = startProgress(terminal);
  const step = "packing";
  const names = (): string =>
    Array.from(terminal.written().stderr.matchAll(/^packing: (\w+) /gmu), ([, name]) => name).join(" ");
  progress.report({ kind: "step-start", step, jobs: ["one", "two", "three"] });
  const after = ends.map((job) => {
    progress.report({ kind: "job-end", step, job, ms: 1000 });
    return names();
  });
  progress.close();
  return [...after, names()];
}

describe("startProgress() without a terminal", () => {
  test("writes one plain line for each job, step and note that is done", () => {
    const terminal = memoryTerminal();
    const progress = startProgress(terminal);
    for (const event of EVENTS) progress.report(event);
    progress.close();
    expect(terminal.written()).toEqual({
      stdout: "",
      stderr: "building: hello linux-x64 0.4 s\nbuilding: hello windows-x64 12 s\na note\npacking: 0.1 s\n",
    });
  });

  test("writes one line for a step that only reads files, however many", () => {
    const terminal = memoryTerminal();
    const progress = startProgress(terminal);
    const step = "checking digests";
    progress.report({ kind: "step-start", step, jobs: ["one", "two"] });
    progress.report({ kind: "job-end", step, job: "one", ms: 1 });
    progress.report({ kind: "job-end", step, job: "two", ms: 2 });
    progress.report({ kind: "step-end", step, ms: 300 });
    progress.close();
    expect(terminal.written().stderr).toBe("checking digests: 0.3 s\n");
  });

  test("writes the lines in the jobs' order, each as soon as those before it are there", () => {
    expect(told(["two", "one", "three"])).toEqual(["", "one two", "one two three", "one two three"]);
  });

  test("writes what was done after a job that never ended, too", () => {
    expect(told(["three", "one"])).toEqual(["", "one", "one three"]);
  });

  test("tells of a step that is run again from its start", () => {
    const terminal = memoryTerminal();
    const progress = startProgress(terminal);
    const step = "uploading";
    for (const done of [["b"], ["a", "a"]]) {
      progress.report({ kind: "step-start", step, jobs: done[0] === "b" ? ["a", "b"] : ["a", "a"] });
      for (const job of done) progress.report({ kind: "job-end", step, job, ms: 1000 });
    }
    progress.close();
    expect(terminal.written().stderr).toBe("uploading: b 1.0 s\nuploading: a 1.0 s\nuploading: a 1.0 s\n");
  });

  test("remembers how long each job took", () => {
    const progress = startProgress(memoryTerminal());
    for (const event of EVENTS) progress.report(event);
    expect(progress.timings.msOf("hello windows-x64")).toBe(12_000);
    expect(progress.timings.msOf("hello darwin-x64")).toBeUndefined();
  });
});

/** A terminal that can be redrawn, with what was drawn. */
function liveTerminal(rows: number): { readonly terminal: MemoryTerminal; readonly drawn: () => string } {
  let drawn = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      drawn += chunk.toString();
      done();
    },
  });
  const logStream: NodeJS.WriteStream = Object.assign(Object.create(process.stderr), {
    write: (text: string) => stream.write(text),
    columns: 80,
    rows,
    isTTY: true,
  });
  return {
    terminal: memoryTerminal({ live: true, logStream, log: (text) => stream.write(text) }),
    drawn: () => drawn,
  };
}

describe("startProgress() on a terminal", () => {
  test("draws what runs and leaves one line for each finished step", () => {
    const { terminal, drawn } = liveTerminal(24);
    const progress = startProgress(terminal);
    for (const event of EVENTS) progress.report(event);
    progress.close();
    expect(drawn()).toContain("⠋ building 1/2");
    expect(drawn()).toContain("✓ building (2) 12 s\n");
    expect(drawn()).toContain("✓ packing 0.1 s\n");
    expect(terminal.written().stdout).toBe("");
  });

  test("leaves no line that looks finished for a step that failed", () => {
    const { terminal, drawn } = liveTerminal(24);
    const progress = startProgress(terminal);
    for (const event of EVENTS.slice(0, 4)) progress.report(event);
    const before = drawn().length;
    progress.close();
    expect(Bun.stripANSI(drawn().slice(before)).trim()).toBe("");
    expect(drawn()).not.toContain("✓ building");
  });
});

type Job = Parameters<typeof liveText>[0]["jobs"] extends ReadonlyMap<string, infer Value> ? Value : never;

function jobsOf(states: readonly Job["state"][]): ReadonlyMap<string, Job> {
  return new Map(
    states.map((state, index) => [
      `job-${index}`,
      { state, stage: "compiling", startedAt: performance.now(), ms: 1500 },
    ]),
  );
}

function many(count: number, running: number): ReadonlyMap<string, Job> {
  return jobsOf(
    Array.from({ length: count }, (_, index) =>
      index < 3 ? "done" : index < 3 + running ? "running" : "waiting",
    ),
  );
}

describe("liveText()", () => {
  test("shows every job with its state where there is room", () => {
    const jobs = jobsOf(["done", "running", "waiting"]);
    expect(liveText({ title: "building", jobs, frame: 1, rows: 24 }).split("\n")).toEqual([
      "⠙ building 1/3",
      "  ✓ job-0  1.5 s",
      "  ⠙ job-1  compiling 0.0 s",
      "  · job-2  ",
    ]);
  });

  test("does not count a single job", () => {
    expect(liveText({ title: "signing", jobs: jobsOf([]), frame: 0, rows: 24 })).toBe("⠋ signing");
    expect(liveText({ title: "packing", jobs: jobsOf(["running"]), frame: 0, rows: 24 })).toMatch(
      /^⠋ packing\n/u,
    );
  });

  test("shows only what runs where there are more jobs than lines", () => {
    const lines = liveText({ title: "building", jobs: many(100, 2), frame: 0, rows: 24 }).split("\n");
    expect(lines.map((line) => line.trim().split(" ").slice(0, 3).join(" "))).toEqual([
      "⠋ building 3/100",
      "⠋ job-3 ",
      "⠋ job-4 ",
    ]);
  });

  test.each([0, 1, 2, 3, 5, 10, 24, 50])("never has more lines than a terminal of %i rows", (rows) => {
    for (const [count, running] of [
      [1, 1],
      [8, 2],
      [22, 22],
      [200, 64],
    ] as const) {
      const text = liveText({ title: "building", jobs: many(count, running), frame: 0, rows });
      expect(text.split("\n").length).toBeLessThanOrEqual(Math.max(1, (rows || 24) - 1));
    }
  });
});
