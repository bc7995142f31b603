import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { sampleRelease } from "../testing/sample-release.ts";
import { LIMITS } from "./limits.ts";
import { previousRelease } from "./previous-release.ts";
import { recordedArtifacts } from "./recorded-artifacts.ts";

function recordText(version: string): string {
  const artifact = { file: "tool-linux-x64", kind: "executable", target: "linux-x64", app: "tool" };
  return JSON.stringify({ format: 1, version, artifacts: [{ ...artifact, sizeBytes: 1000 }] });
}

/** A project that keeps the records of these versions. */
function project(versions: readonly string[], others: Readonly<Record<string, string>> = {}): string {
  const root = tempFolder();
  const records = versions.map(
    (version) => [`checksums/releases/v${version}.json`, recordText(version)] as const,
  );
  writeFiles(root, { ...Object.fromEntries(records), ...others });
  return root;
}

test.each([
  { version: "1.10.0", unreleased: false, wanted: "1.9.0" },
  { version: "1.9.0", unreleased: false, wanted: "1.2.0" },
  { version: "1.2.0", unreleased: false, wanted: undefined },
  { version: "2.0.0-rc.2", unreleased: false, wanted: "2.0.0-rc.1" },
  { version: "2.0.0", unreleased: false, wanted: "1.10.0" },
  { version: "1.9.0", unreleased: true, wanted: "2.0.0-rc.10" },
])(
  "previousRelease() of $version, unreleased: $unreleased, is $wanted",
  ({ version, unreleased, wanted }) => {
    const root = project(["1.9.0", "1.10.0", "1.2.0", "2.0.0-rc.1", "2.0.0-rc.10"]);
    expect(previousRelease(root, { version, unreleased })?.version).toBe(wanted);
  },
);

test("previousRelease() has what the record of a release says of sizes", async () => {
  const { root, record } = await sampleRelease(tempFolder());
  writeFiles(root, { "checksums/releases/v1.2.3.json": JSON.stringify(record) });
  expect(previousRelease(root, { version: "1.2.4", unreleased: false })).toEqual({
    version: "1.2.3",
    artifacts: recordedArtifacts(join(root, "dist"), "1.2.3"),
  });
});

test("previousRelease() passes over what is no record of that version", () => {
  const release = { version: "2.0.0", unreleased: false };
  const root = project(["1.0.0"], {
    "checksums/releases/v1.9.0.json": "no record",
    "checksums/releases/v1.8.0.json": recordText("1.7.0"),
    "checksums/releases/v1.6.0.json": recordText("1.6.0").padEnd(LIMITS.recordBytes + 1),
    "checksums/releases/vnext.json": recordText("next"),
    "checksums/releases/v1.5.0.sha256": "digests\n",
  });
  mkdirSync(join(root, "checksums/releases/v1.4.0.json"));
  expect(previousRelease(root, release)?.version).toBe("1.0.0");
  expect(previousRelease(tempFolder(), release)).toBeUndefined();
  expect(previousRelease(project([], { "checksums/releases": "a file" }), release)).toBeUndefined();
});
