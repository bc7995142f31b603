import { caught, tempFolder } from "@slipway/testkit";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { sectionAt, sectionsAt } from "./index.ts";
import { describe } from "./section-at.ts";
import type { Source } from "./source.ts";
import { certificateSample } from "./testing/certificate-sample.ts";
import { graphSection } from "./testing/graph-sample.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, payloadSection, peSample, universalSample } from "./testing/samples.ts";

const MODULE = {
  name: "/$bunfs/root/src/main.js",
  contents: "console.log(1)",
  bytecode: "0123",
  sourcemap: "map",
};
const section = graphSection({ modules: [MODULE] });
const ELF = elfSample({ section });
const ELF_SECTION_AT = 64 + 3 * 56 + 8;
const PE = peSample({ section, certificates: (digest) => [certificateSample({ digest })] });
const MACHO = machoSample({ section: payloadSection("x") });
const UNIVERSAL = universalSample([machoSample({ machine: 0x01_00_00_07 }), MACHO], { alignShift: 6 });
/** Length, the module's name with its NUL. */
const CONTENTS_AT = 8 + MODULE.name.length + 1;

function fileOf(content: Uint8Array): string {
  const path = join(tempFolder(), "file");
  writeFileSync(path, content);
  return path;
}

test.each<[string, Uint8Array, readonly (readonly [number, string])[]]>([
  [
    "an ELF file",
    ELF,
    [
      [10, "ELF header + 0xa"],
      [70, "program headers + 0x6"],
      [ELF_SECTION_AT + 4, "section .bun + 0x4"],
      [ELF_SECTION_AT + 9, "payload + 1"],
      [ELF_SECTION_AT + CONTENTS_AT + 12, "payload: module src/main.js + 12"],
      [ELF_SECTION_AT + CONTENTS_AT + 16, "payload: source map of src/main.js + 1"],
      [ELF_SECTION_AT + CONTENTS_AT + 19, "payload: bytecode of src/main.js + 0"],
      [ELF.length - 1, "section headers + 0xff"],
      [ELF.length, "behind the end"],
    ],
  ],
  [
    "a PE file",
    PE,
    [
      [60, "DOS header + 0x3c"],
      [124, "PE header + 0x4"],
      [150, "optional header + 0x6"],
      [390, "section table + 0x6"],
      [500, "between the sections"],
      [1030, "section .text + 0x6"],
      [1536, "section .bun + 0x0"],
      [PE.length - 8, `certificate table + 0x${(PE.length - 8 - 2048).toString(16)}`],
    ],
  ],
  [
    "a Mach-O file",
    MACHO,
    [
      [4, "Mach-O header + 0x4"],
      [40, "load commands + 0x8"],
      [281, "section __BUN,__bun + 0x1"],
      [290, "payload + 2"],
    ],
  ],
  [
    "a universal file",
    UNIVERSAL,
    [
      [9, "table of slices + 0x9"],
      [64, "x64 slice: Mach-O header + 0x0"],
      [64 + 280, "between the slices"],
      [384 + 40, "arm64 slice: load commands + 0x8"],
      [384 + 290, "arm64 slice: payload + 2"],
    ],
  ],
])("sectionsAt() names the parts of %s", async (_, content, places) => {
  const path = fileOf(content);
  const offsets = places.map(([offset]) => offset);
  expect(await sectionsAt(path, offsets)).toEqual(places.map(([, place]) => place));
  expect(await sectionsAt(path, offsets.toReversed())).toEqual(places.map(([, place]) => place).toReversed());
  for (const [offset, place] of places) expect(await sectionAt(path, offset), String(offset)).toBe(place);
});

test("sectionsAt() reads neither what is signed nor a payload in which nothing is asked for", async () => {
  const large = graphSection({ modules: [{ ...MODULE, contents: "x".repeat(100_000) }] });
  const file = peSample({ section: large, certificates: (digest) => [certificateSample({ digest })] });
  const source = memorySource(file);
  let readBytes = 0;
  const counting: Source = {
    ...source,
    readAt: (offset, sizeBytes) => {
      readBytes += sizeBytes;
      return source.readAt(offset, sizeBytes);
    },
    readInto: (into, offset) => {
      readBytes += into.length;
      return source.readInto(into, offset);
    },
  };
  const offsets = Array.from({ length: 1000 }, (_, index) => index * 100);
  expect(await describe(counting, offsets)).toHaveLength(1000);
  expect(readBytes).toBeLessThan(10_000);
});

test("sectionsAt() refuses what is no executable", async () => {
  expect((await caught(() => sectionsAt(fileOf(new Uint8Array(10)), [1]))).code).toBe("not-an-executable");
});
