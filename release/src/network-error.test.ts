import { expect, test } from "vitest";

import { networkReason, unknownHost } from "./network-error.ts";

function unknown(hostname?: string): Error {
  const error = new TypeError("getaddrinfo ENOTFOUND a.invalid");
  return Object.assign(error, { code: "ENOTFOUND", ...(hostname === undefined ? {} : { hostname }) });
}

test.each<readonly [string, unknown, string]>([
  ["the words of an error", new TypeError("it broke"), "it broke"],
  ["no advice for programmers", new Error("it broke. For more information, pass `x`"), "it broke"],
  ["what is no error", "it broke", "it broke"],
  ["a host that nobody knows", unknown("a.invalid"), 'no network knows a host "a.invalid"'],
])("networkReason() has %s", (_what, error, expected) => {
  expect(networkReason(error)).toBe(expected);
});

test("unknownHost() finds it in what caused an error", () => {
  expect(unknownHost(new Error("Unable", { cause: unknown("a.invalid") }))).toBe("a.invalid");
  expect(unknownHost(unknown())).toBe("getaddrinfo ENOTFOUND a.invalid");
  expect(unknownHost(new Error("ENOTFOUND"))).toBeUndefined();
  expect(unknownHost("ENOTFOUND")).toBeUndefined();
});
