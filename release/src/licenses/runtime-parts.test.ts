import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Os } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { isExpression } from "../sbom/spdx-license.ts";
import { licenseText } from "./license-text.ts";
import { RUNTIME_1_4_4 } from "./runtime-1-4-4.ts";
import { type RuntimePart, runtimeParts } from "./runtime-parts.ts";

const { version, parts } = RUNTIME_1_4_4;

/** Bun's own account, which comes with its types. */
const ACCOUNT = readFileSync(
  resolve(import.meta.dirname, "../../../node_modules/bun-types/docs/project/license.mdx"),
  "utf8",
);

/** In the runtime, and not in the account: the engine has a section of its own, llhttp is told by `process.versions`. */
const BESIDE_TABLE = ["JavaScriptCore and WebKit", "llhttp"];

/** What `process.versions` calls libraries. */
const REPORTED = new Map([
  ["ares", "c-ares"],
  ["boringssl", "boringssl"],
  ["icu", "libicu"],
  ["libarchive", "libarchive"],
  ["libdeflate", "libdeflate"],
  ["llhttp", "llhttp"],
  ["lolhtml", "lol-html"],
  ["lshpack", "ls-hpack"],
  ["mimalloc", "mimalloc"],
  ["picohttpparser", "picohttpparser"],
  ["sqlite", "sqlite"],
  ["tinycc", "tinycc"],
  ["webkit", "JavaScriptCore and WebKit"],
  ["zlib", "zlib-ng"],
  ["zstd", "zstd"],
]);

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

function partsOf(kind: RuntimePart["kind"]): readonly RuntimePart[] {
  return parts.filter((part) => part.kind === kind);
}

function namesOn(os: Os): readonly string[] {
  return runtimeParts({ version, os }).parts.map(({ name }) => name);
}

describe("what a runtime is made of", () => {
  test("is every library of Bun's own account, and what the runtime names beside it", () => {
    const listed = tableBetween("## Linked libraries", "## Polyfills");
    const libraries = partsOf("library");
    expect(listed.length).toBeGreaterThan(20);
    expect(libraries).toHaveLength(listed.length + BESIDE_TABLE.length);
    for (const { name, address } of listed) {
      expect(
        libraries.some((part) => {
          const { address: own = "" } = part;
          return own !== "" && (address.startsWith(own) || own.startsWith(address));
        }),
        name,
      ).toBe(true);
    }
  });

  test("is every polyfill of Bun's own account", () => {
    expect(partsOf("polyfill").map(({ name }) => name)).toEqual(
      tableBetween("## Polyfills", "## Additional").map(({ name }) => name),
    );
  });

  test("is of the versions that a runtime of that version reports", () => {
    expect(process.versions.bun).toBe(version);
    const reported = Object.entries(process.versions).flatMap(([key, told = ""]) => {
      const name = REPORTED.get(key);
      return name === undefined ? [] : [`${name} ${told}`];
    });
    const listed = parts.flatMap((part) =>
      part.version === undefined ? [] : `${part.name} ${part.version}`,
    );
    expect(listed.toSorted()).toEqual(reported.toSorted());
  });

  test("differs by operating system", () => {
    expect(namesOn("windows")).toContain("libuv");
    expect(namesOn("linux")).not.toContain("libuv");
    expect(namesOn("darwin")).not.toContain("sqlite");
    expect(namesOn("darwin")).not.toContain("libicu");
    expect(namesOn("freebsd")).not.toContain("tinycc");
    expect(namesOn("linux")).toEqual(expect.arrayContaining(["libicu", "sqlite", "tinycc"]));
  });

  test("is that of another version, without versions, where there is no account", () => {
    const known = runtimeParts({ version, os: "linux" });
    expect(known.of).toBe(version);
    const unknown = runtimeParts({ version: "9.9.9", os: "linux" });
    expect(unknown.of).toBe(version);
    expect(unknown.parts.map(({ name }) => name)).toEqual(known.parts.map(({ name }) => name));
    expect(unknown.parts.filter((part) => part.version !== undefined || part.purl.includes("@"))).toEqual([]);
  });

  test("is under SPDX expressions, but for two libraries with several licenses", () => {
    expect(parts.filter(({ license }) => !isExpression(license)).map(({ name }) => name)).toEqual([
      "boringssl",
      "libarchive",
    ]);
  });

  test("has a text for every license but boringssl's, and no text without a part", () => {
    expect(parts.filter(({ texts }) => texts === undefined).map(({ name }) => name)).toEqual(["boringssl"]);
    const used = new Set(parts.flatMap(({ texts = [] }) => texts));
    for (const text of used) expect(licenseText(text).length, text).toBeGreaterThan(200);
    const kept = readdirSync(join(import.meta.dirname, "texts"));
    expect(kept.toSorted()).toEqual([...used].map((text) => `${text}.txt`).toSorted());
  });
});
