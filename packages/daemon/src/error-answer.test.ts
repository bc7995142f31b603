import { Fault } from "@slipway/fault";
import { expect, test } from "vitest";

import { errorAnswer } from "./error-answer.ts";

test("errorAnswer() tells a fault with its code, hint and details, without its cause", () => {
  const fault = new Fault("run-unknown", "usage", {
    message: 'Cannot find the run "7"',
    hint: "List the runs",
    details: ["a"],
    cause: new Error("secret"),
  });
  const answer = errorAnswer(fault);
  expect(answer).toMatchObject({
    code: 2,
    message: 'Cannot find the run "7"',
    data: { code: "run-unknown", hint: "List the runs", details: ["a"] },
  });
  expect(JSON.stringify(answer)).not.toContain("secret");
});

test("errorAnswer() tells what the system said of a file", () => {
  const error = Object.assign(new Error("ENOSPC"), {
    code: "ENOSPC",
    path: "/data/chatty.db",
    syscall: "write",
  });
  expect(errorAnswer(error)).toMatchObject({ code: 4, data: { code: "no-space" } });
});

test("errorAnswer() knows nothing of bugs", () => {
  expect(errorAnswer(new TypeError("secret"))).toBeUndefined();
  expect(errorAnswer(new Fault("run-broken", "internal", { message: "", hint: "" }))).toBeUndefined();
  expect(errorAnswer("text")).toBeUndefined();
});
