import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { elfSample } from "@slipway/executable/testing";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { clockLibrary } from "./clock-library.ts";

/** A folder of libraries, of which these are in folders of their own. */
function installed(machines: Readonly<Record<string, number>>): string {
  const folder = tempFolder();
  writeFiles(folder, { "a-file": "" });
  for (const [name, machine] of Object.entries(machines)) {
    mkdirSync(join(folder, name, "faketime"), { recursive: true });
    writeFileSync(join(folder, name, "faketime", "libfaketimeMT.so.1"), elfSample({ machine }));
  }
  return folder;
}

test.skipIf(process.platform !== "linux")("clockLibrary() takes the library for this machine", () => {
  const [own = 0, other = 0] = process.arch === "x64" ? [62, 183] : [183, 62];
  const folder = installed({ a: other, b: own, c: other });
  expect(clockLibrary([join(folder, "none"), folder])).toBe(
    join(folder, "b", "faketime", "libfaketimeMT.so.1"),
  );
  expect(clockLibrary([installed({ a: other })])).toBeUndefined();
  expect(clockLibrary([installed({ ".": own })])).toContain("libfaketimeMT");
});
