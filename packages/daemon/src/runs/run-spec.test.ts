import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { RUN_LIMITS } from "./limits.ts";
import { expectRunSpec, labelOf, type ProgramSpec } from "./run-spec.ts";

test.each<[Partial<ProgramSpec>, string]>([
  [{ argv: [] }, "it names no program"],
  [{ argv: ["a\0b"] }, "a word holds a NUL"],
  [{ argv: ["a", "x".repeat(200_000)] }, "its words are longer than 131072 characters"],
  [{ cwd: "relative" }, "its folder is no absolute path"],
  [{ env: { "A=B": "" } }, 'the variable "A=B" cannot be set'],
  [{ env: { A: "\0" } }, 'the variable "A" cannot be set'],
  [{ env: { "a.b": "1" } }, 'the variable "a.b" cannot be set'],
  [{ stdin: "x".repeat(16_777_217) }, "its input is longer than 16777216 characters"],
  [{ timeLimitMs: 1.5 }, "the time limit is not between 1 and 2147483647"],
  [{ timeLimitMs: 2 ** 31 }, "the time limit is not between 1 and 2147483647"],
  [{ outputCapBytes: -1 }, "the output cap is not between 1 and 1073741824"],
])("expectRunSpec() refuses a program %#", async (wrong, why) => {
  const fault = await caught(() => expectRunSpec({ kind: "program", argv: ["a"], ...wrong }, RUN_LIMITS));
  expect(fault.code).toBe("run-invalid");
  expect(fault.details).toEqual([why]);
});

test("expectRunSpec() tells the first of many, and their names in short", async () => {
  const env = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`${at}${"-".repeat(200)}`, ""]));
  const fault = await caught(() => expectRunSpec({ kind: "program", argv: ["a"], env }, RUN_LIMITS));
  expect(fault.details).toHaveLength(21);
  expect(fault.details[0]).toMatch(/^the variable "0-+…" cannot be set$/u);
  // The last one of all is that there are too many.
  expect(fault.details.at(-1)).toBe("and 199981 more");
  expect(fault.message.length).toBeLessThan(3000);
});

test("labelOf() is the label, the bare name of the program or of the host, and short", () => {
  expect(labelOf({ kind: "program", argv: ["/b/a", "--token=c"] })).toBe("a");
  expect(labelOf({ kind: "program", argv: ["a"], command: "Greet" })).toBe("Greet");
  expect(labelOf({ kind: "program", argv: ["a".repeat(999)] })).toHaveLength(200);
  expect(labelOf({ kind: "http", url: "https://me.example/secret?path" })).toBe("GET me.example");
  expect(labelOf({ kind: "http", url: "file:///x" })).toBe("GET an address that cannot be read");
});
