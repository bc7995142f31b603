import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { formulaVersion } from "./formula-version.ts";

const FORMULA = 'class Tool < Formula\n  desc "version \\"9.9.9\\""\n  version "1.2.3"\n  sha256 "ab"\nend\n';

test.each([
  [FORMULA, "1.2.3"],
  ["  version '1.2.3-beta.1'\n", "1.2.3-beta.1"],
  ['version("1.2.3")', "1.2.3"],
  ['  version "1.2"\n', undefined],
  ['  # version "1.2.3"\n', undefined],
  ['  version "#{x}"\n', undefined],
  ['  url "https://example.org/v1.2.3.tar.gz"\n', undefined],
  ["", undefined],
  ["<html>", undefined],
])("formulaVersion() of %j is %s", (text, wanted) => {
  expect(formulaVersion(text)).toBe(wanted);
});

test("formulaVersion() gives a version or nothing, whatever it reads", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 2000; round += 1) {
    const text = Buffer.from(mutate(Buffer.from(FORMULA), random)).toString("latin1");
    expect(formulaVersion(text) ?? "0.0.0").toMatch(/^\d+\.\d+\.\d+/u);
  }
});
