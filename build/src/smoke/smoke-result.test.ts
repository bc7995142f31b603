import type { TargetId } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { sampleRun } from "../testing/samples.ts";
import { declaredDigest, isWhollyRun, laterResult, type SmokeResult } from "./smoke-result.ts";

const RUNS = [sampleRun({ args: ["--version"], stdout: ["1.2.3"] })];
const DECLARED = declaredDigest(RUNS);

type Ran = Exclude<SmokeResult, { readonly kind: "not-run" }>;

function ran(changes: Partial<Ran> = {}): Ran {
  return { kind: "passed", runs: 1, declared: DECLARED, on: "linux-x64", ...changes };
}

function later(earlier: SmokeResult, now: SmokeResult, target: TargetId = "linux-x64"): SmokeResult {
  return laterResult({ app: { smoke: RUNS }, target }, { earlier, now });
}

describe("declaredDigest()", () => {
  test.each([
    ["another text", [sampleRun({ args: ["--version"], stdout: ["1.2.4"] })]],
    ["a pattern in place of a text", [sampleRun({ args: ["--version"], stdout: [/1.2.3/u] })]],
    ["another pattern", [sampleRun({ args: ["--version"], stdout: [/1.2.4/u] })]],
    ["another time limit", [sampleRun({ args: ["--version"], stdout: ["1.2.3"], timeoutSeconds: 1 })]],
    ["one more run", [...RUNS, sampleRun()]],
  ])("differs with %s", (_what, runs) => {
    expect(declaredDigest(runs)).not.toBe(DECLARED);
    expect(declaredDigest(runs)).toBe(declaredDigest(structuredClone(runs)));
  });
});

describe("laterResult()", () => {
  const notRun = { kind: "not-run", reason: "this machine is another" } as const;

  test.each([ran({ by: "Emulator 1.0" }), ran({ kind: "failed", by: "Emulator 1.0" })])(
    "keeps what was found of the same executable, and only with the same runs: %o",
    (earlier) => {
      expect(later(earlier, notRun)).toEqual(earlier);
      expect(later({ ...earlier, declared: "0".repeat(64) }, notRun)).toEqual(notRun);
      expect(later(earlier, ran())).toEqual(ran());
      expect(later(earlier, ran({ kind: "failed" }))).toEqual(ran({ kind: "failed" }));
    },
  );

  test("adds the slices of a universal executable that another machine runs", () => {
    const arm = ran({ on: "darwin-arm64", slices: ["darwin-arm64"] });
    const intel = ran({ on: "darwin-x64", slices: ["darwin-x64"] });
    const whole = ran({ on: "darwin-x64", slices: ["darwin-x64", "darwin-arm64"] });
    expect(later(arm, intel, "darwin-universal")).toEqual(whole);
    expect(later(whole, notRun, "darwin-universal")).toEqual(whole);
    const failed = ran({ ...arm, kind: "failed" });
    expect(later(failed, intel, "darwin-universal")).toEqual(failed);
    expect(later(failed, arm, "darwin-universal")).toEqual(arm);
    expect(later(intel, failed, "darwin-universal")).toEqual(failed);
    expect([arm, intel, whole, failed].map((smoke) => isWhollyRun("darwin-universal", smoke))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});

test.each<readonly [SmokeResult, boolean]>([
  [ran(), true],
  [ran({ kind: "failed" }), false],
  [{ kind: "not-run", reason: "no runs" }, false],
])("isWhollyRun() of %o", (smoke, expected) => {
  expect(isWhollyRun("linux-x64", smoke)).toBe(expected);
});
