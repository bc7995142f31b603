import { expect, test } from "vitest";

import { redirectProblem } from "./safe-address.ts";

const ELSEWHERE = "https://a.example/x";
const HERE = "http://127.0.0.1:80/x";

test.each([
  [ELSEWHERE, "https://b.example/y", undefined],
  [HERE, "http://localhost:81/y", undefined],
  [HERE, ELSEWHERE, undefined],
  [ELSEWHERE, "http://b.example/y", "it is not encrypted"],
  [HERE, "http://b.example/y", "it is not encrypted"],
  [ELSEWHERE, HERE, "it is on this machine"],
  [ELSEWHERE, "https://localhost/y", "it is on this machine"],
  [ELSEWHERE, "http://[::1]/y", "it is on this machine"],
  [ELSEWHERE, "https://2130706433/y", "it is on this machine"],
  [ELSEWHERE, "https://a:b@b.example/y", "it has a name or a password in it"],
])("redirectProblem() judges the way from %s to %s", (from, to, expected) => {
  expect(redirectProblem(new URL(from), new URL(to))).toBe(expected);
});
