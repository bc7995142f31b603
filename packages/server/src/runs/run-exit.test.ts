import { describe, expect, test } from "vitest";

import { faultOfRun, printedEnd, runExitCode, signalExitCode } from "./run-exit.ts";
import { SAMPLE_RUN } from "./testing/sample-run.ts";

import type { RunView } from "@chatty/daemon/protocol";

const error = { code: "program-not-found", message: 'Cannot find "x"', hint: "Install it" };

describe("runExitCode()", () => {
  test.each<[Partial<RunView>, number, string | undefined]>([
    [{}, 0, undefined],
    [{ exit_code: 3 }, 3, undefined],
    [{ exit_code: 255 }, 255, undefined],
    [{ exit_code: null, signal: "SIGKILL" }, 137, undefined],
    [{ exit_code: null, signal: "SIGTERM" }, 143, undefined],
    [{ exit_code: null, signal: "SIGRTMIN" }, 129, undefined],
    [{ kind: "http", exit_code: 204 }, 0, undefined],
    [{ kind: "http", exit_code: 400 }, 1, "http-status"],
    [{ kind: "http", exit_code: 503 }, 1, "http-status"],
    [{ state: "cancelled", exit_code: null, signal: "SIGTERM" }, 130, "run-cancelled"],
    [{ state: "timed_out", exit_code: null }, 1, "run-timed-out"],
    [{ state: "interrupted", exit_code: null }, 1, "run-interrupted"],
    [{ state: "failed", exit_code: null, error }, 1, "program-not-found"],
    [{ state: "failed", exit_code: null }, 1, "run-failed"],
  ])("of %j is %i", (changes, exitCode, code) => {
    expect(runExitCode("sample", { ...SAMPLE_RUN, ...changes })).toBe(exitCode);
    expect(faultOfRun("sample", { ...SAMPLE_RUN, ...changes })?.code).toBe(code);
  });
});

test("signalExitCode() is what a shell says", () => {
  expect(signalExitCode("SIGPIPE")).toBe(141);
});

test("printedEnd() is a failure where output is missing, unless the program has failed itself", () => {
  expect(printedEnd("sample", SAMPLE_RUN)).toEqual({ exitCode: 0, fault: undefined });
  const incomplete: RunView = { ...SAMPLE_RUN, output_truncated: true };
  const fault: unknown = expect.objectContaining({ code: "output-incomplete" });
  expect(printedEnd("sample", incomplete)).toEqual({ exitCode: 1, fault });
  expect(printedEnd("sample", { ...incomplete, exit_code: 3 })).toEqual({ exitCode: 3, fault });
  expect(printedEnd("sample", { ...incomplete, state: "cancelled", exit_code: null })).toMatchObject({
    exitCode: 130,
    fault: { code: "run-cancelled" },
  });
});
