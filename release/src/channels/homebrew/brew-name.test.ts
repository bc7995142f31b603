import { expect, test } from "vitest";

import { brewName } from "./brew-name.ts";
import { sampleHomebrew } from "./testing/sample-formula.ts";

test("brewName() is there for a tap that Homebrew finds by its name", () => {
  expect(brewName(sampleHomebrew())).toBe("octo/tap/tool");
  const tap = { url: "file:///tap.git", label: "file:///tap.git", name: undefined };
  expect(brewName(sampleHomebrew({ tap }))).toBeUndefined();
  expect(brewName(undefined)).toBeUndefined();
});
