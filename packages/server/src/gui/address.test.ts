import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { portFrom } from "./address.ts";

describe("portFrom()", () => {
  test.each([
    ["0", 0],
    ["65535", 65_535],
    ["007", 7],
  ])("takes %s", (text, port) => {
    expect(portFrom(text)).toBe(port);
  });

  test.each(["65536", "-1", "1.5", "1e3", "0x10", " 1", "http", "999999999999", ""])(
    "refuses %j",
    async (text) => {
      expect((await caught(() => portFrom(text))).code).toBe("invalid-value");
    },
  );
});
