import { expect, test } from "vitest";

import { isGood, runOutcome } from "./run-outcome.ts";
import { SAMPLE_RUN } from "./testing/sample-run.ts";

import type { RunView } from "@chatty/daemon/protocol";

test.each<[Partial<RunView>, boolean]>([
  [{}, true],
  [{ exit_code: 1 }, false],
  [{ exit_code: null, signal: "SIGKILL" }, false],
  [{ state: "cancelled" }, false],
  [{ kind: "http", exit_code: 200 }, true],
  [{ kind: "http", exit_code: 399 }, true],
  [{ kind: "http", exit_code: 400 }, false],
  [{ kind: "http", exit_code: 503 }, false],
])("isGood() of %j is %j", (changes, isWell) => {
  expect(isGood({ ...SAMPLE_RUN, ...changes })).toBe(isWell);
  const shown = { text: "text", isShortened: true };
  expect(runOutcome({ ...SAMPLE_RUN, ...changes }, shown)).toMatchObject({
    ok: isWell,
    value: { run: SAMPLE_RUN.id, output: "text", output_shortened: true },
  });
});
