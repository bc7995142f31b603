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
    expect(text).toMatch(
      /^JavaScriptCore and WebKit: LGPL-2\.0-or-later; https:\/\/github\.com\/oven-sh\/webkit; pkg:github\/oven-sh\/webkit@[0-9a-f]{40}$/mu,
    );
    expect(text).toContain("you may change them and link the runtime anew");
    expect(text).not.toContain("libuv");
    expect(textOf(sampleContent([], { target: "windows-x64" }))).toContain("libuv: MIT");
  });

  test("has the texts of the runtime's licenses, each once, with the notices of all that it covers", () => {
    const text = textOf(sampleContent([]));
    for (const start of [
      "MIT License\n\nPermission is hereby granted, free of charge, to any person",
      "GNU LIBRARY GENERAL PUBLIC LICENSE\n                       Version 2, June 1991",
      "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 2.1, February 1999",
      "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
      "UNICODE LICENSE V3",
    ]) {
      expect(text.split(start), start).toHaveLength(2);
    }
    expect(text).toContain("brotli\n  Copyright (c) 2009, 2010, 2013-2016 by the Brotli Authors\n");
    expect(text).toMatch(/^boringssl: .*\(its license texts are with its sources\)$/mu);
    expect(Buffer.byteLength(text)).toBeLessThan(400_000);
  });

  test("says of which version the list is where there is none of the runtime's own", () => {
    const sentence = "What is listed here is in Bun 1.4.4. That of Bun 9.9.9 may differ.";
    const runtimes = [{ target: "linux-x64", version: "9.9.9", sha256: "1".repeat(64) }] as const;
    const text = textOf(sampleContent([], { runtimes }));
    expect(text).toContain(sentence);
    expect(text).toMatch(/^mimalloc: .*pkg:github\/oven-sh\/mimalloc$/mu);
    expect(textOf(sampleContent([]))).not.toContain("What is listed here");
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
