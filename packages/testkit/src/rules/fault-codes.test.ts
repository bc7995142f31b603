/** Every fault code is explained in docs/exit-codes.md with its exit code, and every one there exists. */

import { EXIT_CODES } from "@slipway/fault";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { faultCodesIn } from "./fault-codes.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

const DOCUMENT = "docs/exit-codes.md";

test("the document and the sources have the same fault codes", () => {
  expectNone(codeDifferences(repositoryFiles()));
});

test("the document has every exit code", () => {
  const text = repositoryFiles().find(({ path }) => path === DOCUMENT)?.text ?? "";
  const documented = [...text.matchAll(/^\| (\d+) +\| `(\w+)`/gmu)].map(([, exit, kind]) => [
    kind,
    Number(exit),
  ]);
  expect(documented).toEqual(Object.entries(EXIT_CODES));
});

const SAMPLES = {
  "build/package.json": '{"name": "@slipway/build"}',
  "build/src/faults.ts":
    'const TABLE = { "a-b": "usage", /** c */ c: "failed" } as const;\nexport const fault = faultsOf(TABLE);',
  "build/src/other.ts":
    'const other = faultsOf({ d: "untrusted" }); // faultsOf(nothing)\nnew Fault("e", "internal", {});',
};

test("faultCodesIn() reads tables in place and by name, and faults without one", () => {
  const { codes, unreadable } = faultCodesIn(sampleFiles(SAMPLES));
  expect(unreadable).toEqual([]);
  expect(codes.map(({ code, kind }) => `${code} ${kind}`)).toEqual([
    "a-b usage",
    "c failed",
    "d untrusted",
    "e internal",
  ]);
});

test("codeDifferences() finds codes that are missing, unknown, wrong or unreadable", () => {
  const text = [
    "## `@slipway/build`",
    "| `a-b` | 2 | x |",
    "| `c` | 5 | x |",
    "| `gone` | 1 | x |",
    "| `d` | 5 | x |",
  ];
  const files = sampleFiles({
    ...SAMPLES,
    "build/src/hidden.ts": "faultsOf(tableFrom(elsewhere));",
    [DOCUMENT]: text.join("\n"),
  });
  expect(codeDifferences(files).map((finding) => finding.split("; ")[0])).toEqual([
    "build/src/hidden.ts:1: the codes cannot be read",
    `${DOCUMENT}: "c" of @slipway/build has exit code 5, the source says 1`,
    `${DOCUMENT}: "e" of @slipway/build is missing`,
    `${DOCUMENT}: "gone" of @slipway/build exists no longer`,
  ]);
});

function codeDifferences(files: readonly TextFile[]): readonly string[] {
  const { codes, unreadable } = faultCodesIn(files);
  const documented = documentedCodes(files.find(({ path }) => path === DOCUMENT)?.text ?? "");
  const known = new Set(codes.map((code) => `"${code.code}" of ${code.package}`));
  const hidden = unreadable.map(
    (place) => `${place}: the codes cannot be read; give faultsOf() a table of this file`,
  );
  const wrong = codes.flatMap(({ package: name, code, kind }) => {
    const title = `"${code}" of ${name}`;
    const [actual, written] = [exitCodeOf(kind), documented.get(title)];
    if (written === actual) return [];
    if (written === undefined)
      return [`${DOCUMENT}: ${title} is missing; add | \`${code}\` | ${actual} | what to do |`];
    return [
      `${DOCUMENT}: ${title} has exit code ${written}, the source says ${actual}; correct the document`,
    ];
  });
  const gone = [...documented.keys()].filter((title) => !known.has(title));
  return [
    ...hidden,
    ...wrong,
    ...gone.map((title) => `${DOCUMENT}: ${title} exists no longer; remove its line`),
  ];
}

function exitCodeOf(kind: string): number | undefined {
  return Object.entries(EXIT_CODES).find(([name]) => name === kind)?.[1];
}

/** Exit codes by `"code" of package`: rows of the tables below headings that name a package. */
function documentedCodes(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let name = "";
  for (const line of text.split("\n")) {
    name = /^#+ .*`([^`]+)`/u.exec(line)?.[1] ?? name;
    const row = /^\| `([^`]+)` *\| (\d+) *\| +\S/u.exec(line);
    if (row !== null) found.set(`"${row[1]}" of ${name}`, Number(row[2]));
  }
  return found;
}
