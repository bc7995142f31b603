import { TARGETS } from "@slipway/targets";
import { expect, test } from "vitest";

import { differencesFrom } from "./compare.ts";

const FACTS = { machine: "", sizeBytes: 1, payload: { offset: 0, sizeBytes: 1 } };

test("differencesFrom() finds none in what the target wants, and names every other thing", () => {
  expect(differencesFrom("linux-x64", { ...TARGETS["linux-x64"], ...FACTS })).toEqual([]);
  expect(differencesFrom("linux-x64", { ...TARGETS["darwin-arm64"], ...FACTS, payload: undefined })).toEqual([
    "format: found macho, wanted elf",
    "os: found darwin, wanted linux",
    "cpu: found arm64, wanted x64",
    "libc: found none, wanted glibc",
    "payload: none found",
  ]);
});
