import { describe, expect, test } from "vitest";

import { isEarlierAttempt, publisherId } from "./publisher-id.ts";

const RUN = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77" };

describe("isEarlierAttempt()", () => {
  test.each([
    ["run-77-1-0123456789abcdef", true],
    ["run-77-2-0123456789abcdef", false],
    ["run-77-3-0123456789abcdef", false],
    ["run-77-10-0123456789abcdef", false],
    ["run-7-1-0123456789abcdef", false],
    ["run-77-1", false],
    ["0123456789abcdef", false],
  ])("of the second attempt, %s: %s", (publisher, expected) => {
    const self = publisherId({ ...RUN, GITHUB_RUN_ATTEMPT: "2" });
    expect(isEarlierAttempt(publisher, self)).toBe(expected);
  });

  test("is nobody of whom no workflow tells", () => {
    expect(isEarlierAttempt("run-77-1-0123456789abcdef", publisherId({}))).toBe(false);
  });
});
