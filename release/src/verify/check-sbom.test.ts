import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRelease } from "../testing/sample-release.ts";
import { serialNumberOf } from "../sbom/serial-number.ts";
import { checkSbom, type ExpectedSbom } from "./check-sbom.ts";

const FILE = "tool-windows-x64.cdx.json";

type Changes = Partial<Pick<ExpectedSbom, "runtimes">>;

async function sample(): Promise<{
  readonly text: string;
  readonly check: (text: string, changes?: Changes) => void;
}> {
  const { folder, record } = await sampleRelease(tempFolder());
  const executables = new Map(
    record.artifacts
      .filter(({ kind, target }) => kind === "executable" && target === "windows-x64")
      .map(({ file, sha256 }) => [file, sha256]),
  );
  const runtimes = [{ target: "windows-x64", version: "1.4.4" }] as const;
  return {
    text: readFileSync(join(folder, FILE), "utf8"),
    check: (text, changes = {}) => {
      writeFileSync(join(folder, FILE), text);
      checkSbom(folder, {
        file: FILE,
        target: "windows-x64",
        version: "1.2.3",
        executables,
        runtimes,
        ...changes,
      });
    },
  };
}

/** The serial number made to fit again: what a forger would do. */
function forged(text: string): string {
  return text.replace(/urn:uuid:[0-9a-f-]+/u, serialNumberOf(text));
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

  test.each<readonly [string, (text: string) => string, string]>([
    [
      "another version of the format",
      (text) => text.replace('"specVersion": "1.6"', '"specVersion": "42"'),
      "specVersion: found 42, wanted 1.6",
    ],
    [
      "executables of another version",
      (text) => text.replace(/("name": "tool-helper",\s+"version": )"1.2.3"/u, '$1"9.9.9"'),
      'version of "tool-helper-windows-x64.exe": found 9.9.9, wanted 1.2.3',
    ],
    [
      "a second digest",
      (text) =>
        text.replace(
          /("name": "tool-helper".*?"hashes": \[)/su,
          `$1{ "alg": "SHA-256", "content": "${"0".repeat(64)}" },`,
        ),
      'SHA-256 of "tool-helper-windows-x64.exe": found 2 of them, wanted ',
    ],
    [
      "no runtime",
      (text) => text.replace('"type": "platform"', '"type": "device"'),
      "it does not list the runtime bun 1.4.4, pkg:npm/%40oven/bun-windows-x64@1.4.4",
    ],
    [
      "another runtime",
      (text) => text.replaceAll("bun-windows-x64", "bun-windows-x64-baseline"),
      "it lists the runtime bun 1.4.4, pkg:npm/%40oven/bun-windows-x64-baseline@1.4.4, which is in no executable",
    ],
    [
      "a package under a purl that is none",
      (text) =>
        text.replace(
          /(\n {2}"components": \[)/u,
          '$1{ "type": "library", "name": "left", "version": "1.0.0", "bom-ref": "left", "purl": "nonsense" },',
        ),
      'purl of "left": found nonsense, wanted pkg:npm/left@1.0.0',
    ],
    [
      "a package nothing depends on",
      (text) =>
        text.replace(
          /(\n {2}"components": \[)/u,
          '$1{ "type": "library", "name": "left", "bom-ref": "left" },',
        ),
      'no executable depends on "left"',
    ],
    [
      "dependencies that are none",
      (text) => text.replace('"dependencies": [', '"dependencies": "no", "others": ['),
      '"executable:tool" depends on no runtime in it',
    ],
    [
      "a dependency that is not listed",
      (text) => text.replace(/("dependsOn": \[\s+)"runtime:/u, '$1"package:left@1.0.0", "runtime:'),
      'it does not list "package:left@1.0.0"',
    ],
  ])("refuses %s", async (_what, change, expected) => {
    const { text, check } = await sample();
    expect(change(text)).not.toBe(text);
    const fault = await caught(() => check(forged(change(text))));
    expect(fault.details).toContainEqual(expect.stringContaining(expected));
    expect(fault.details.join("\n")).not.toContain("serial number");
  });

  test("refuses a serial number that is not of this content", async () => {
    const { text, check } = await sample();
    const fault = await caught(() => check(text.replace(/urn:uuid:[0-9a-f-]+/u, "7")));
    expect(fault.details).toEqual([`serial number: found 7, wanted ${serialNumberOf(text)}`]);
  });

  test("says nothing of runtimes where an executable cannot be read", async () => {
    const { text, check } = await sample();
    check(forged(text.replaceAll("1.4.4", "1.4.5")), { runtimes: undefined });
  });

  test("does not read an absurdly large one, or one of absurdly many parts", async () => {
    const { text, check } = await sample();
    const fault = await caught(() => check(text + " ".repeat(5 * 1024 * 1024)));
    expect(fault.message).toContain("at most 4194304 expected");
    const many = `{"bomFormat":"CycloneDX","components":[${"{},".repeat(10_000)}{}]}`;
    expect((await caught(() => check(many))).details).toEqual([
      "it has 10001 components, at most 10000 are read",
    ]);
  });

  test("refuses any damaged document, and never crashes", async () => {
    const { text, check } = await sample();
    const random = seededRandom(5);
    const whole = Buffer.from(text);
    const codes = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const damaged = Buffer.from(mutate(whole, random)).toString("utf8");
      if (damaged !== text) codes.add(await outcomeOf(() => check(damaged)));
    }
    expect([...codes]).toEqual(["release-untrusted"]);
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
