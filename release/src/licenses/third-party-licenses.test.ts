import { sha256Text } from "@slipway/build";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { keepTexts, MIT_TEXT, sampleContent, samplePackage } from "../testing/sample-content.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const ISC_TEXT = "ISC License\n";
const LEFT = samplePackage();
const RIGHT = samplePackage({
  name: "right",
  license: "ISC",
  author: null,
  texts: [
    { file: "LICENSE.md", sha256: sha256Text(MIT_TEXT) },
    { file: "NOTICE", sha256: sha256Text(ISC_TEXT) },
  ],
});
const SILENT = samplePackage({ name: "silent", license: null, author: null, repository: null, texts: [] });

function textOf(content: ReturnType<typeof sampleContent>): string {
  const dist = tempFolder();
  keepTexts(dist, [MIT_TEXT, ISC_TEXT]);
  return thirdPartyLicenses(content, { product: "tool", dist });
}

describe("thirdPartyLicenses()", () => {
  test("lists every package with its license, author and address", () => {
    expect(textOf(sampleContent([LEFT, RIGHT, SILENT]))).toContain(
      [
        "left@1.0.0: MIT; A. Uthor; https://github.com/a/left",
        "right@1.0.0: ISC; https://github.com/a/left",
        "silent@1.0.0: license unknown; https://left.example (it brings no license text)",
      ].join("\n"),
    );
  });

  test("has each text once, with all that it covers", () => {
    const text = textOf(sampleContent([LEFT, RIGHT]));
    expect(text.split("Do what you like.")).toHaveLength(2);
    expect(text).toContain(
      `left@1.0.0, LICENSE\nright@1.0.0, LICENSE.md\n${"-".repeat(80)}\n\nMIT License\n`,
    );
    expect(text).toContain(`right@1.0.0, NOTICE\n${"-".repeat(80)}\n\nISC License\n`);
  });

  test("names the runtime, what is linked into it, and how it is linked anew", () => {
    const text = textOf(sampleContent([]));
    expect(text).toContain("Every executable carries Bun 1.4.4");
    expect(text).toContain("JavaScriptCore and WebKit: LGPL-2; https://github.com/oven-sh/webkit");
    expect(text).toContain("you may change them and link the runtime anew");
    expect(text).not.toContain("libuv");
    expect(textOf(sampleContent([], { target: "windows-x64" }))).toContain("libuv: MIT");
  });

  test("is the same for the same content", () => {
    expect(textOf(sampleContent([RIGHT, LEFT]))).toBe(textOf(sampleContent([LEFT, RIGHT])));
  });

  test("refuses to go without a text that was kept and is gone", async () => {
    const content = sampleContent([LEFT]);
    const fault = await caught(() => thirdPartyLicenses(content, { product: "tool", dist: tempFolder() }));
    expect(fault.code).toBe("license-missing");
  });
});
