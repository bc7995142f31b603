import { expect, test } from "vitest";

import { identify } from "./identify.ts";
import { elfSample, type ElfSample } from "./testing/elf-sample.ts";
import { memorySource } from "./testing/memory-source.ts";

test.each<[string, string | undefined, NonNullable<ElfSample["notes"]>[number]]>([
  ["a Linux kernel", "3.2.0", ["GNU", 0, 3, 2, 0]],
  ["no version of Linux, where the note ends before it", undefined, ["GNU", 0]],
  ["a FreeBSD", "14.4", ["FreeBSD", 1_404_000]],
  ["an API level of Android", "28", ["Android", 28, 0]],
])("elfNotes() names %s as the oldest that it runs on", async (_, minimumOs, note) => {
  const { slices } = await identify(memorySource(elfSample({ notes: [note] })));
  expect(slices[0].minimumOs).toBe(minimumOs);
});
