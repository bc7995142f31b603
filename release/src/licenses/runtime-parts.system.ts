/** Holds the table of parts against the runtimes that are installed. */

import { existsSync, statSync } from "node:fs";

import { OWN_PINS, readPin } from "@slipway/build";
import { findBytes, readLayout } from "@slipway/executable";
import { RUNTIME_TARGET_IDS, TARGETS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { runtimeParts } from "./runtime-parts.ts";

const INSTALLED = RUNTIME_TARGET_IDS.map((target) => readPin(OWN_PINS, target)).filter(({ file }) =>
  existsSync(file),
);

/** What only a runtime with the library in it holds: names of its data, of its tables, of its macros. */
const MARKS = new Map([
  ["libicu", "icudt"],
  ["sqlite", "sqlite_stat1"],
  ["tinycc", "__TCC_RUN__"],
]);

test("some runtime is installed", () => {
  expect(INSTALLED).not.toEqual([]);
});

describe.each(INSTALLED)("the parts of the runtime for $target", ({ target, version, file }) => {
  const { of, parts } = runtimeParts({ version, os: TARGETS[target].os });
  const names = parts.filter(({ kind }) => kind === "library").map(({ name }) => name);

  test("are those of its version", () => {
    expect(of).toBe(version);
  });

  test("are none of the libraries its loader brings", async () => {
    const { slices } = await readLayout(file);
    const loaded = slices.flatMap(({ libraries }) => libraries);
    expect(loaded).not.toEqual([]);
    const both = names.filter((name) => {
      const stem = name.replace(/^lib/u, "");
      return loaded.some((library) => library.split("/").at(-1)?.startsWith(`lib${stem}`) === true);
    });
    expect(both).toEqual([]);
  });

  test.each([...MARKS])("have %s where it is in it", async (name, mark) => {
    const whole = { offset: 0, sizeBytes: statSync(file).size };
    const found = await findBytes(file, whole, Buffer.from(mark));
    expect(names.includes(name)).toBe(found !== undefined);
  });
});
