import { expect, test } from "vitest";

import { daemonProtocol } from "../protocol/index.ts";
import { IS_ORDERED } from "./served-methods.ts";

test("what is served is what is declared", () => {
  const declared = Object.entries(daemonProtocol).map(([name, { kind, ordered }]) => [name, kind, ordered]);
  expect(Object.entries(IS_ORDERED).map(([name, ordered]) => [name, "method", ordered])).toEqual(declared);
});
