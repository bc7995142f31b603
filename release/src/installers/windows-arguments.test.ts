import { describe, expect, test } from "vitest";

import { windowsArguments } from "./windows-arguments.ts";

describe("windowsArguments()", () => {
  test.each<readonly [readonly string[], string]>([
    [["completions", "powershell"], "completions powershell"],
    [["--shell=pwsh", String.raw`C:\a\b`], String.raw`--shell=pwsh C:\a\b`],
    [["", "a b"], '"" "a b"'],
    [['say "it"'], String.raw`"say \"it\""`],
    [[String.raw`a b\ `.trim()], String.raw`"a b\\"`],
    [[String.raw`\"`, String.raw`a\b c`], String.raw`"\\\"" "a\b c"`],
  ])("writes %j so that a program takes it for the same", (args, expected) => {
    expect(windowsArguments(args)).toBe(expected);
  });
});
