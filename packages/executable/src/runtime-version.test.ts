import { describe, expect, test } from "vitest";

import { eachChunk } from "./chunks.ts";
import type { Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";
import { searchVersions } from "./runtime-version.ts";
import { memorySource } from "./testing/memory-source.ts";

const TEXT = "Bun v1.4.4 (38afee6c8) Linux x64";

async function versionsIn(file: Uint8Array, regions: readonly Region[]): Promise<unknown> {
  const search = searchVersions(regions);
  const region = { offset: 0, sizeBytes: file.length };
  const overlapBytes = search.overlapBytes;
  await eachChunk(memorySource(file), { region, overlapBytes }, search.look);
  return search.versions();
}

function fileOf(sizeBytes: number, texts: Readonly<Record<number, string>>): Uint8Array {
  const file = new Uint8Array(sizeBytes);
  for (const [at, text] of Object.entries(texts)) file.set(new TextEncoder().encode(text), Number(at));
  return file;
}

describe("searchVersions()", () => {
  test.each([
    ["at the start", 0],
    ["across two reads", LIMITS.searchStepBytes - 8],
    ["at the start of a read", LIMITS.searchStepBytes],
  ])("finds a version %s", async (_, at) => {
    const file = fileOf(LIMITS.searchStepBytes + 100, { [at]: TEXT });
    expect(await versionsIn(file, [{ offset: 0, sizeBytes: file.length }])).toEqual(["1.4.4"]);
  });

  test.each([
    ["a text without a commit", "Bun v1.4.4 (Linux x64)"],
    ["a text of another kind", "Bun vx.y (38afee6c8) "],
    ["a text that ends too soon", "Bun v1.4.4 (38afee6c8)"],
  ])("does not take %s", async (_, text) => {
    const file = fileOf(100, { 10: text });
    expect(await versionsIn(file, [{ offset: 0, sizeBytes: 100 }])).toEqual([undefined]);
  });

  test("gives a region up in which thousands of places are none", async () => {
    const file = fileOf(LIMITS.versionMarkers * 5 + 200, { [LIMITS.versionMarkers * 5]: TEXT });
    for (let at = 0; at < LIMITS.versionMarkers * 5; at += 5) file.set(Buffer.from("Bun v"), at);
    const region = { offset: 0, sizeBytes: file.length };
    expect(await versionsIn(file, [region, { ...region, offset: 5, sizeBytes: file.length - 5 }])).toEqual([
      undefined,
      "1.4.4",
    ]);
  });

  test("takes the first in each region, and none outside of them", async () => {
    const canary = "Bun v1.5.0-canary.1 (0123456789) x";
    const file = fileOf(400, { 10: TEXT, 60: canary, 110: canary, 300: canary });
    const regions = [
      { offset: 0, sizeBytes: 100 },
      { offset: 100, sizeBytes: 100 },
    ];
    expect(await versionsIn(file, regions)).toEqual(["1.4.4", "1.5.0-canary.1"]);
    expect(await versionsIn(file, [{ offset: 350, sizeBytes: 50 }])).toEqual([undefined]);
  });
});
