import { describe, expect, test } from "vitest";

import type { ProcessResult } from "../run-process.ts";
import { sampleRun } from "../testing/samples.ts";
import { differencesOf, type PlainRun } from "./differences.ts";

const OPTIONS = { version: "1.2.3", timeoutSeconds: 30 };

function resultOf(changes: Partial<ProcessResult> = {}): ProcessResult {
  return { exitCode: 0, signal: null, stdout: "", stderr: "", timedOut: false, ...changes };
}

describe("differencesOf()", () => {
  test.each<readonly [string, Partial<PlainRun>, Partial<ProcessResult>]>([
    ["nothing asked", {}, { stdout: "anything", stderr: "at all" }],
    ["an exit code", { exitCode: 2 }, { exitCode: 2 }],
    ["text anywhere", { stdout: ["b.c"], stderr: ["?"] }, { stdout: "ab.cd", stderr: "what?" }],
    ["a pattern", { stdout: [/^v\d+$/u] }, { stdout: "v12" }],
    ["a pattern with flags that remember", { stdout: [/v/gu, /v/gu, /v/y] }, { stdout: "v" }],
    ["a pattern over lines", { stdout: [/^two$/mu] }, { stdout: "one\ntwo\n" }],
  ])("are none for %s", (_what, run, result) => {
    expect(differencesOf(sampleRun(run), resultOf(result), OPTIONS)).toEqual([]);
    // A pattern that was used once is as good as new.
    expect(differencesOf(sampleRun(run), resultOf(result), OPTIONS)).toEqual([]);
  });

  test("are all told at once", () => {
    const run = sampleRun({ stdout: ["a", /b/u, "there"], stderr: ["c"] });
    const result = resultOf({ exitCode: 1, stdout: "there", stderr: "" });
    expect(differencesOf(run, result, OPTIONS)).toEqual([
      "exit code: found 1, wanted 0",
      'standard output: "a" not found',
      "standard output: /b/u not found",
      'standard error: "c" not found',
    ]);
  });

  test.each<readonly [string, ProcessResult | Error, string]>([
    ["a signal", resultOf({ exitCode: null, signal: "SIGSEGV" }), "exit code: found SIGSEGV, wanted 0"],
    [
      "the time limit",
      resultOf({ exitCode: null, signal: "SIGKILL", timedOut: true }),
      "it did not end within 30 s",
    ],
    ["a program that does not start", new Error("ENOEXEC"), "it does not start: ENOEXEC"],
  ])("tell of %s", (_what, result, expected) => {
    expect(differencesOf(sampleRun(), result, OPTIONS)).toEqual([expected]);
  });

  test("take {version} in a text for the version, and in a pattern for what it is", () => {
    const run = sampleRun({ stdout: ["v{version} ({version})"], stderr: [/^\{version\}$/u] });
    const result = resultOf({ stdout: "v1.2.3 (1.2.3)", stderr: "{version}" });
    expect(differencesOf(run, result, OPTIONS)).toEqual([]);
    expect(differencesOf(run, result, { ...OPTIONS, version: "1.2.4-$&" })).toEqual([
      'standard output: "v1.2.4-$& (1.2.4-$&)" not found',
    ]);
  });
});
