import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Os } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { linkedLibraries, LINKED_LIBRARIES, POLYFILLS } from "./runtime-parts.ts";

/** Bun's own account, which comes with its types. */
const ACCOUNT = readFileSync(
  resolve(import.meta.dirname, "../../../node_modules/bun-types/docs/project/license.mdx"),
  "utf8",
);

/** The addresses and names of the tables between two headings. */
function tableBetween(
  from: string,
  to: string,
): readonly { readonly name: string; readonly address: string }[] {
  const section = ACCOUNT.slice(ACCOUNT.indexOf(from), ACCOUNT.indexOf(to));
  return [...section.matchAll(/^\| [^[|]*\[`?([^\]`]+)`?\]\(([^)]+)\)/gmu)].map(
    ([, name = "", address = ""]) => ({
      name,
      address,
    }),
  );
}

function namesOn(os: Os): readonly string[] {
  return linkedLibraries(os).map(({ name }) => name);
}

describe("what a runtime is made of", () => {
  test("is every library of Bun's own account, and JavaScriptCore", () => {
    const listed = tableBetween("## Linked libraries", "## Polyfills");
    expect(listed.length).toBeGreaterThan(20);
    expect(LINKED_LIBRARIES).toHaveLength(listed.length + 1);
    for (const { name, address } of listed) {
      expect(
        LINKED_LIBRARIES.some((part) => address.startsWith(part.address) || part.address.startsWith(address)),
        name,
      ).toBe(true);
    }
  });

  test("is every polyfill of Bun's own account", () => {
    expect(POLYFILLS).toEqual(tableBetween("## Polyfills", "## Additional").map(({ name }) => name));
  });

  test("differs by operating system", () => {
    expect(namesOn("windows")).toContain("libuv");
    expect(namesOn("linux")).not.toContain("libuv");
    expect(namesOn("darwin")).not.toContain("sqlite");
  });
});
