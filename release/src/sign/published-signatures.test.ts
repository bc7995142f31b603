import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { openEnvelope, preAuthEncoding, sealEnvelope } from "../provenance/dsse.ts";
import { sampleKey } from "../testing/sample-release.ts";
import { publishedBytesSignature, type PublishedSignatures } from "./published-signatures.ts";
import { digestText, signFile } from "./sign.ts";

const IDENTITY = { version: "1.2.3", dateSeconds: 0, commit: undefined, dirty: false, snapshot: false };
const key = sampleKey();
const FILE = digestText("a.tar.gz", "content");
const SIGNED = signFile(FILE, { key, identity: IDENTITY, target: "linux-x64" });
const PROVENANCE = `${["{}", '{"a":1}'].map((statement) => sealEnvelope(statement, key)).join("\n")}\n`;

function published(files: Readonly<Record<string, string>>): PublishedSignatures {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, publicKey: key.publicKey };
}

function withProvenance(): PublishedSignatures {
  return published({ "provenance.intoto.jsonl": PROVENANCE });
}

describe("signFile() with published signatures", () => {
  test("gives the published text where it is for the same content and comment", () => {
    const from = published({ "a.tar.gz.minisig": SIGNED });
    expect(signFile(FILE, { key: from, identity: IDENTITY, target: "linux-x64" })).toBe(SIGNED);
  });

  test.each([
    ["other content", { ...digestText("a.tar.gz", "other") }, "linux-x64", "it does not hold for the file"],
    ["another target", FILE, "windows-x64", "it says something else of the file"],
    ["another file", { ...FILE, file: "b.tar.gz" }, "linux-x64", "there is no such file"],
  ])("refuses it for %s", async (_what, file, target, found) => {
    const from = published({ "a.tar.gz.minisig": SIGNED });
    const fault = await caught(() => signFile(file, { key: from, identity: IDENTITY, target }));
    expect(fault).toMatchObject({ code: "signature-unfit", exitCode: 5 });
    expect(fault.message).toContain(found);
  });

  test.each([
    ["nonsense", "it does not hold"],
    [SIGNED.replace("untrusted comment: ", "untrusted comment: x"), "it says something else"],
  ])("refuses %j", async (text, found) => {
    const from = published({ "a.tar.gz.minisig": text });
    const fault = await caught(() => signFile(FILE, { key: from, identity: IDENTITY, target: "linux-x64" }));
    expect(fault.message).toContain(found);
  });
});

describe("sealEnvelope() with published signatures", () => {
  test("gives the published line of the same statement", () => {
    const line = sealEnvelope('{"a":1}', withProvenance());
    expect(PROVENANCE.split("\n")).toContain(line);
    expect(openEnvelope(line, key.publicKey)).toHaveProperty("body");
  });

  test("refuses a statement that was not published", async () => {
    expect(await caught(() => sealEnvelope('{"a":2}', withProvenance()))).toMatchObject({
      code: "signature-unfit",
    });
    const bytes = preAuthEncoding("text", Buffer.from("{}"));
    const fault = await caught(() =>
      publishedBytesSignature(bytes, { from: withProvenance(), file: "nothing" }),
    );
    expect(fault.message).toBe(
      'Cannot take over the published signature of "nothing": there is no such file',
    );
  });
});
