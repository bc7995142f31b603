import { Fault } from "@slipway/fault";
import { expect, test } from "vitest";

import { errorOf, failureOf } from "./messages.ts";

test("a fault is a fault again on the other side", () => {
  const fault = new Fault("executable-damaged", "failed", { message: "m", hint: "h", details: ["d"] });
  const again = errorOf(structuredClone(failureOf(fault)));
  expect(again).toBeInstanceOf(Fault);
  expect(again).toEqual(fault);
});

test("a bug tells where it happened, whatever was thrown", () => {
  const bug = errorOf(structuredClone(failureOf(new TypeError("no function"))));
  expect(bug).not.toBeInstanceOf(Fault);
  expect(bug.message).toMatch(/no function[^]*messages\.test\.ts/u);
  expect(errorOf(failureOf("a text")).message).toBe("a thread failed: a text");
});
