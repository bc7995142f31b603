import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { standardError } from "../rpc-error.ts";
import {
  cancelText,
  errorText,
  expectSendable,
  progressText,
  requestText,
  resultText,
} from "./write-message.ts";

describe("messages as text", () => {
  test.each([
    [
      "a request",
      requestText("a", { id: 1, params: { b: [2] } }),
      { id: 1, method: "a", params: { b: [2] } },
    ],
    ["a notification", requestText('"', { params: {} }), { method: '"', params: {} }],
    ["a result", resultText("x\n", "\u2028\ud800"), { id: "x\n", result: "\u2028\ud800" }],
    ["no result", resultText(null, undefined), { id: null, result: null }],
    [
      "an error",
      errorText(1.5, standardError("parse-error")),
      { id: 1.5, error: { code: -32700, message: "Parse error" } },
    ],
    ["progress", progressText("t", [1]), { method: "$/progress", params: { token: "t", value: [1] } }],
    ["a cancellation", cancelText(7), { method: "$/cancelRequest", params: { id: 7 } }],
  ])("%s is one line of JSON", (_name, text, expected) => {
    expect(text).not.toContain("\n");
    expect(JSON.parse(text)).toEqual({ jsonrpc: "2.0", ...expected });
  });

  test.each([
    ["a bigint", 1n],
    ["a function", () => 1],
  ])("%s cannot be sent", async (_name, params) => {
    expect(await caught(() => requestText("a", { params }))).toMatchObject({ code: "rpc-unsendable" });
  });
});

test.each([
  ["", 0, false],
  ["aaaa", 4, false],
  ["aaaaa", 4, true],
  ["üü", 4, false],
  ["üüa", 4, true],
])("expectSendable() counts bytes: %j, %i", async (text, messageSizeBytes, isTooLong) => {
  const sending = { thing: "a", limits: { messageSizeBytes, depth: 1 } };
  if (isTooLong) {
    expect(await caught(() => expectSendable(text, sending))).toMatchObject({ code: "rpc-unsendable" });
  } else {
    expect(() => expectSendable(text, sending)).not.toThrow();
  }
});

test("expectSendable() counts levels", async () => {
  const sending = { thing: "a", limits: { messageSizeBytes: 99, depth: 2 } };
  expectSendable("[[1]]", sending);
  expect(await caught(() => expectSendable("[[[1]]]", sending))).toMatchObject({ code: "rpc-unsendable" });
});
