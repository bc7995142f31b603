import { expect, test } from "vitest";

import { isMet, type Sample, verdictOf } from "./verdict.ts";

function samplesOf(wallMs: readonly number[], archives: Readonly<Record<string, number>> = {}): Sample[] {
  return wallMs.map((ms) => ({
    wallMs: ms,
    cpuMs: 2 * ms,
    peakBytes: 1000 * ms,
    archives: new Map(Object.entries(archives)),
  }));
}

test("verdictOf() divides the medians", () => {
  const verdict = verdictOf("build", { ours: samplesOf([300, 100, 150]), theirs: samplesOf([90, 100, 200]) });
  expect(verdict).toMatchObject({ ratio: 1.5, holds: true, noisy: true, archives: undefined });
  expect(verdict.ours).toEqual({
    side: "slipway-build",
    wallMs: { median: 150, min: 100, max: 300 },
    cpuMs: { median: 300, min: 200, max: 600 },
    peakBytes: 300_000,
  });
});

test("verdictOf() divides the quickest where they are what is compared", () => {
  const samples = { ours: samplesOf([300, 100, 150]), theirs: samplesOf([90, 80, 200]) };
  expect(verdictOf("chatty-version", samples)).toMatchObject({ ratio: 1.25, holds: true, noisy: false });
});

test("verdictOf() leaves out processor time that is not known", () => {
  const sample: Sample = { wallMs: 1, cpuMs: undefined, peakBytes: undefined, archives: new Map() };
  expect(verdictOf("build", { ours: [sample], theirs: [sample] }).ours.cpuMs).toBeUndefined();
});

test.each([
  { name: "build", ours: 200, theirs: 100, holds: true },
  { name: "build", ours: 201, theirs: 100, holds: false },
  { name: "release", ours: 100, theirs: 200, holds: true },
  { name: "release", ours: 101, theirs: 200, holds: false },
] as const)("verdictOf() of $name with $ours against $theirs", ({ name, ours, theirs, holds }) => {
  expect(verdictOf(name, { ours: samplesOf([ours]), theirs: samplesOf([theirs]) }).holds).toBe(holds);
});

test.each([
  { title: "the same size", ours: { a: 10, b: 5 }, theirs: { a: 10, b: 6 }, holds: true },
  { title: "one larger, the sum smaller", ours: { a: 11, b: 1 }, theirs: { a: 10, b: 6 }, holds: false },
  { title: "one missing here", ours: { a: 10 }, theirs: { a: 10, b: 6 }, holds: false },
  { title: "one missing there", ours: { a: 10, b: 6 }, theirs: { a: 10 }, holds: false },
  { title: "none at all", ours: {}, theirs: {}, holds: false },
])("verdictOf() compares archives: $title", ({ ours, theirs, holds }) => {
  const verdict = verdictOf("release", { ours: samplesOf([1], ours), theirs: samplesOf([9], theirs) });
  expect(verdict.archives?.holds).toBe(holds);
  expect(isMet(verdict)).toBe(holds);
});

test.each([
  { title: "within the bound", peakBytes: 250_000_000, holds: true },
  { title: "above it", peakBytes: 250_000_001, holds: false },
  { title: "not known", peakBytes: undefined, holds: false },
])("verdictOf() compares memory: $title", ({ peakBytes, holds }) => {
  const ours: Sample = { wallMs: 1, cpuMs: 1, peakBytes, archives: new Map() };
  const verdict = verdictOf("read-back", { ours: [ours], theirs: samplesOf([9]) });
  expect(verdict.memory?.holds).toBe(holds);
  expect(isMet(verdict)).toBe(holds);
});

test.each([
  { ours: 130, theirs: 100, ratio: 1.3, holds: true },
  { ours: 131, theirs: 100, ratio: 1.31, holds: false },
])("verdictOf() bounds memory by theirs: $ours to $theirs", ({ ours, theirs, ratio, holds }) => {
  const verdict = verdictOf("upload-memory", { ours: samplesOf([ours]), theirs: samplesOf([theirs]) });
  expect(verdict).toMatchObject({ ratio, holds });
});

test("verdictOf() does not mind how times differ where memory is bound", () => {
  const samples = { ours: samplesOf([100, 300]), theirs: samplesOf([100, 300]) };
  expect(verdictOf("upload-memory", samples).noisy).toBe(false);
});

test("verdictOf() finds no bound kept where memory is not known", () => {
  const sample: Sample = { wallMs: 1, cpuMs: 1, peakBytes: undefined, archives: new Map() };
  const verdict = verdictOf("upload-memory", { ours: [sample], theirs: samplesOf([1]) });
  expect(verdict).toMatchObject({ ratio: undefined, holds: false });
});

test.each([
  { wallMs: [1900, 2000, 2100], holds: true },
  { wallMs: [1900, 2001, 2100], holds: false },
])("verdictOf() bounds the median of $wallMs by itself", ({ wallMs, holds }) => {
  const verdict = verdictOf("publish-again-dir", { ours: samplesOf(wallMs), theirs: [] });
  expect(verdict).toMatchObject({ theirs: undefined, ratio: undefined, holds });
  expect(isMet(verdict)).toBe(holds);
});

test("isMet() needs the time as well", () => {
  const slow = verdictOf("release", { ours: samplesOf([9], { a: 1 }), theirs: samplesOf([9], { a: 1 }) });
  expect(isMet(slow)).toBe(false);
});
