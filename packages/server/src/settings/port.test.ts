import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { portOf } from "./port.ts";

describe("portOf()", () => {
  test.each([
    ["0", 0],
    ["65535", 65_535],
    ["007", 7],
  ])("takes %s", (text, port) => {
    expect(portOf(text, "--port")).toBe(port);
  });

  test.each(["65536", "-1", "1.5", "1e3", "0x10", " 1", "http", "999999999999", ""])(
    "refuses %j",
    async (text) => {
      expect((await caught(() => portOf(text, "--port"))).code).toBe("invalid-value");
    },
  );
});
