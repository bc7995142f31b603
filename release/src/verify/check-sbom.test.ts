import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRelease } from "../testing/sample-release.ts";
import { checkSbom, sbomTarget } from "./check-sbom.ts";

const FILE = "tool-windows-x64.cdx.json";

async function sample(): Promise<{
  readonly text: string;
  readonly check: (text: string, version?: string) => void;
}> {
  const { folder, record } = await sampleRelease(tempFolder());
  const executables = new Map(
    record.artifacts
      .filter(({ kind, target }) => kind === "executable" && target === "windows-x64")
      .map(({ file, sha256 }) => [file, sha256]),
  );
  return {
    text: readFileSync(join(folder, FILE), "utf8"),
    check: (text, version = "1.2.3") => {
      writeFileSync(join(folder, FILE), text);
      checkSbom(folder, { file: FILE, target: "windows-x64", version, executables });
    },
  };
}

describe("checkSbom()", () => {
  test("takes what a release has", async () => {
    const { text, check } = await sample();
    check(text);
  });

  test.each<readonly [string, (text: string) => string, RegExp]>([
    [
      "another version",
      (text) => text.replaceAll("1.2.3", "1.2.4"),
      /^version: found 1\.2\.4, wanted 1\.2\.3$/u,
    ],
    ["no JSON", (text) => text.slice(1), /^it is no CycloneDX document$/u],
    ["another document", () => '{"bomFormat": "SPDX"}', /^it is no CycloneDX document$/u],
    ["an array", () => "[]", /^it is no CycloneDX document$/u],
    ["nothing of a document", () => '{"bomFormat": "CycloneDX"}', /^version: found none/u],
    [
      "another digest",
      (text) => text.replace(/"content": "[0-9a-f]{64}"/u, `"content": "${"0".repeat(64)}"`),
      /^SHA-256 of "tool-windows-x64\.exe": found 0{64}, wanted [0-9a-f]{64}$/u,
    ],
    [
      "an executable under another name",
      (text) => text.replaceAll('"name": "tool-helper"', '"name": "other"'),
      /^it lists "other-windows-x64\.exe", which is not in the release$/u,
    ],
    [
      "an executable twice",
      (text) => text.replaceAll('"name": "tool-helper"', '"name": "tool"'),
      /^it lists "tool-windows-x64\.exe" twice$/u,
    ],
    [
      "an executable that is none",
      (text) =>
        text.replace(/"type": "application",\s+"name": "tool-helper"/u, '"type": "file", "name": "t"'),
      /^it does not list "tool-helper-windows-x64\.exe"$/u,
    ],
  ])("refuses %s", async (_what, change, expected) => {
    const { text, check } = await sample();
    const fault = await caught(() => check(change(text)));
    expect(fault.code).toBe("release-untrusted");
    expect(fault.details).toContainEqual(expect.stringMatching(expected));
  });

  test("does not read an absurdly large one", async () => {
    const { text, check } = await sample();
    const fault = await caught(() => check(text + " ".repeat(33 * 1024 * 1024)));
    expect(fault.message).toContain("at most 33554432 expected");
  });

  test("takes or refuses any damaged document, and never crashes", async () => {
    const { text, check } = await sample();
    const random = seededRandom(5);
    const whole = Buffer.from(text);
    const codes = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const damaged = Buffer.from(mutate(whole, random)).toString("utf8");
      codes.add(await outcomeOf(() => check(damaged)));
    }
    expect([...codes].toSorted()).toEqual(["release-untrusted", "taken"]);
  });
});

async function outcomeOf(check: () => void): Promise<string> {
  try {
    check();
    return "taken";
  } catch (error) {
    return (await caught(() => Promise.reject(error))).code;
  }
}

test.each([
  ["tool-linux-x64.cdx.json", "linux-x64"],
  ["tool-linux-x64-musl.cdx.json", "linux-x64-musl"],
  ["tool.cdx.json", undefined],
  ["tool-linux-x64", undefined],
])("sbomTarget(%s) is %s", (file, expected) => {
  expect(sbomTarget(file)).toBe(expected);
});
