import { expect, test } from "vitest";

import { type Evidence, likelyCause } from "./likely-cause.ts";

const VARIABLES = { HOME: "/t/home", TMPDIR: "/t/tmp", TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" };

function causeOf(first: string, second: string, changes: Partial<Evidence> = {}): string {
  const evidence = {
    excerpts: [[first, second]] as const,
    folders: ["/p", "/t/copy"],
    variables: VARIABLES,
    modesDiffer: false,
  };
  return likelyCause({ ...evidence, ...changes }).what;
}

test.each([
  ['cwd="/p/src"', 'cwd="/t/copy/src"', "the folder that the project lies in"],
  ["/home/me/.cache", "/t/home/.cache", "the home or the folder for temporary files"],
  ["zone UTC", "zone Pacific/Kiritimati", "the time zone"],
  ["at 12:00 GMT+0000 (UTC)", "at 12:00 GMT+1400 (Line)", "the time zone"],
  ["en_US.UTF-8", "tr_TR.UTF-8", "the locale"],
  ['"now":1795159256148', '"now":1829719262141', "the clock"],
  ["built 2026-11-20", "built 2027-12-25", "the clock"],
])("likelyCause() of %j and %j is %s", (first, second, cause) => {
  expect(causeOf(first, second)).toBe(cause);
});

test("likelyCause() of other modes is the umask, and of anything else unknown", () => {
  expect(causeOf("a", "b", { modesDiffer: true })).toBe("the umask");
  expect(causeOf("d2c32130", "cc88952e")).toMatch(/^unknown/u);
});
