import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { inspect } from "./inspect-executable.ts";
import { graphSection } from "./testing/graph-sample.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, payloadSection, universalSample } from "./testing/samples.ts";

const VERSION = new TextEncoder().encode("Bun v1.4.4 (38afee6c8) macOS");
const MODULES = [{ name: "/$bunfs/root/main", contents: "Bun v9.9.9 (0123456) in the app" }];

describe("inspect()", () => {
  test("adds the digest, the version and the contents to the facts", async () => {
    const file = elfSample({ section: graphSection({ modules: MODULES }), libraries: ["x".repeat(60)] });
    file.set(VERSION, file.indexOf(0x78));
    const found = await inspect(memorySource(file));
    expect(found.sha256).toBe(createHash("sha256").update(file).digest("hex"));
    expect(found).toMatchObject({ format: "elf", sizeBytes: file.length });
    expect(found.slices).toMatchObject([
      { os: "linux", bunVersion: "1.4.4", contents: { entry: "main", modules: [{ name: "main" }] } },
    ]);
    expect(found.slices[0]).not.toHaveProperty("contentsUnknown");
  });

  test("does not take a version that an app speaks of", async () => {
    const found = await inspect(memorySource(elfSample({ section: graphSection({ modules: MODULES }) })));
    expect(found.slices[0].bunVersion).toBeUndefined();
  });

  test("says why the contents are not known", async () => {
    const found = await inspect(memorySource(elfSample({ section: payloadSection("x") })));
    expect(found.slices[0]).toMatchObject({
      contents: undefined,
      contentsUnknown: "layout not known: its ending does not add up",
    });
  });

  test("looks into each slice of a universal file", async () => {
    const x64 = machoSample({ machine: 0x01_00_00_07, section: graphSection({ modules: MODULES }) });
    const arm64 = machoSample({ libraries: ["x".repeat(60)] });
    arm64.set(VERSION, 304);
    const found = await inspect(memorySource(universalSample([x64, arm64])));
    expect(found.slices).toMatchObject([
      { cpu: "x64", bunVersion: undefined, contents: { entry: "main" } },
      { cpu: "arm64", bunVersion: "1.4.4", contents: undefined },
    ]);
  });
});
