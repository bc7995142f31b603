import { expect, test } from "vitest";

import { promptText } from "./prompt.ts";

test("promptText() fills in blanks once, and leaves other braces", () => {
  const prompt = {
    name: "explain",
    description: "Explain",
    arguments: { what: { type: "string" }, how: { type: "string", optional: true } },
    text: "Explain {what}, {what}{how} {other} {{what}}",
  } as const;
  expect(promptText(prompt, { what: "{how}$&" })).toBe("Explain {how}$&, {how}$& {other} {{how}$&}");
});
