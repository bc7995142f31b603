import { DEFAULT_TARGET_IDS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { runnersFor } from "./runners.ts";

describe("runnersFor()", () => {
  test("names a machine for every CPU and system, and what its Alpine runs", () => {
    expect(runnersFor(DEFAULT_TARGET_IDS).map(({ os, alpine }) => [os, alpine])).toEqual([
      ["ubuntu-latest", "linux-x64-musl"],
      ["ubuntu-24.04-arm", "linux-arm64-musl"],
      ["macos-latest", ""],
      ["macos-15-intel", ""],
      ["windows-latest", ""],
      ["windows-11-arm", ""],
    ]);
  });

  test("names both Macs for a universal executable, and nothing that is not needed", () => {
    expect(runnersFor(["darwin-universal"]).map(({ os }) => os)).toEqual(["macos-latest", "macos-15-intel"]);
    expect(runnersFor(["linux-x64"])).toEqual([{ os: "ubuntu-latest", alpine: "" }]);
  });

  test("names one machine where GitHub has none that runs anything, to say so in the record", () => {
    expect(runnersFor([])).toEqual([{ os: "ubuntu-latest", alpine: "" }]);
  });
});
