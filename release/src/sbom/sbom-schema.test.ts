import { readFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { schemaProblems } from "../testing/cyclonedx-schema.ts";
import { sampleContent, samplePackage } from "../testing/sample-content.ts";
import { sampleRelease } from "../testing/sample-release.ts";
import { sbomText } from "./sbom-text.ts";

const PRODUCT = { product: "tool", version: "1.2.3", license: "MIT", dateSeconds: 0, repository: undefined };

const VALID = sbomText(
  sampleContent([
    samplePackage(),
    samplePackage({ name: "a", license: null, author: null, homepage: null, repository: null, texts: [] }),
    samplePackage({ name: "b", license: "MIT OR ISC" }),
    samplePackage({ name: "c", license: "SEE LICENSE IN EULA.txt", version: null }),
    samplePackage({ name: "@d/e", license: "\u00dcber-License", author: "\u{1f600}" }),
  ]),
  PRODUCT,
);

describe("an SBOM", () => {
  test("is valid under the published schema, whatever the packages say", () => {
    expect(schemaProblems(VALID)).toEqual([]);
  });

  test("is valid for every target of a release", async () => {
    const { folder, plan } = await sampleRelease(tempFolder());
    expect(plan.sboms).toHaveLength(8);
    for (const { file } of plan.sboms) {
      expect(schemaProblems(readFileSync(join(folder, file), "utf8")), file).toEqual([]);
    }
  });

  test.each([
    ["serialNumber", VALID.replace("urn:uuid:", "urn:")],
    ["/content", VALID.replaceAll("a".repeat(64), "none")],
    ["/license", VALID.replace('"id": "MIT"', '"id": "Nonsense"')],
    ["/timestamp", VALID.replace("1970-01-01T", "yesterday")],
    ["/type", VALID.replace('"platform"', '"runtime"')],
    ["additional", VALID.replace('"bomFormat"', '"format": 1, "bomFormat"')],
  ])("is refused by the schema for its %s", (where, text) => {
    expect(schemaProblems(text).join("\n")).toContain(where);
  });
});
