import type { RuntimeTargetId } from "@slipway/targets";
import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { renderChecksums } from "./checksums.ts";
import { expectOneVersion } from "./one-version.ts";
import { type Pins, pinsBelow, pinText, runtimeFile } from "./pins.ts";

/** A project's pins, each target's of its own version. */
function pinned(versions: readonly (readonly [RuntimeTargetId, string])[]): Pins {
  const root = tempFolder();
  const pins = pinsBelow(root, { folder: "pins", checksums: "sums" });
  for (const [target, version] of versions) {
    writeFiles(root, { [`pins/${target}/package.json`]: pinText(target, version) });
  }
  const listed = versions.map(([target]) => runtimeFile(pins, target).slice(root.length + 1));
  const digests = listed.map((file) => [file.replaceAll("\\", "/"), "a".repeat(64)] as const);
  writeFiles(root, { sums: renderChecksums(new Map(digests)) });
  return pins;
}

describe("expectOneVersion()", () => {
  const host = "linux-x64";

  test("takes targets of the version that compiles, whatever the others are", () => {
    const pins = pinned([
      ["linux-x64", "1.4.4"],
      ["linux-arm64", "1.4.4"],
      ["darwin-x64", "1.4.3"],
    ]);
    expect(() => expectOneVersion(["linux-x64", "linux-arm64"], { host, pins })).not.toThrow();
  });

  test("refuses others, and says how to make them one", async () => {
    const pins = pinned([
      ["linux-x64", "1.4.4"],
      ["linux-x64-musl", "1.4.3"],
      ["darwin-x64", "1.4.2"],
    ]);
    const fault = await caught(() =>
      expectOneVersion(["linux-x64", "linux-x64-musl", "darwin-x64"], { host, pins }),
    );
    expect(fault).toMatchObject({
      code: "pin-invalid",
      exitCode: 3,
      message:
        "Cannot compile for linux-x64-musl: its runtime is pinned to 1.4.3, wanted 1.4.4 as for linux-x64, which compiles",
      details: ["darwin-x64 is pinned to 1.4.2"],
      hint: "Run: slipway pin 1.4.4 --target linux-x64-musl --target darwin-x64",
    });
  });
});
