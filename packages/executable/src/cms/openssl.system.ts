/** What we read of signatures, held against those that OpenSSL makes. */

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { cmsProblems, cmsSignature, commonNameOf } from "./cms-signature.ts";

const CONTENT = Buffer.from("what was signed\r\n");
const isOptional = process.env["CI"] !== "true";
const hasOpensslTool = spawnSync("openssl", ["version"]).status === 0;

/** A signature over `CONTENT`, with a key that was made just now. */
function signed(key: readonly string[], more: readonly string[]): Uint8Array {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "content"), CONTENT);
  const openssl = (...args: readonly string[]): unknown =>
    execFileSync("openssl", args, { cwd, stdio: "pipe" });
  const files = ["-nodes", "-keyout", "key.pem", "-out", "certificate.pem"];
  openssl("req", "-x509", "-newkey", ...key, ...files, "-subj", "/CN=A Signer", "-days", "2");
  const input = ["-binary", "-in", "content", "-signer", "certificate.pem", "-inkey", "key.pem"];
  openssl("cms", "-sign", ...input, "-outform", "DER", "-out", "signature", ...more);
  return readFileSync(join(cwd, "signature"));
}

describe.skipIf(!hasOpensslTool && isOptional)("cmsProblems() of what OpenSSL signs", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["RSA", ["rsa:2048"], []],
    ["RSA and SHA-512", ["rsa:2048"], ["-md", "sha512"]],
    ["ECDSA", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], []],
    ["ECDSA and SHA-384", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], ["-md", "sha384"]],
    ["indefinite lengths", ["rsa:2048"], ["-stream"]],
  ])("are none with %s, and are some for another content", (_, key, more) => {
    const { signer } = cmsSignature(signed(key, more)) ?? {};
    if (signer === undefined) throw new Error("No signature");
    expect(commonNameOf(signer.certificate)).toBe("A Signer");
    expect(cmsProblems(signer, CONTENT)).toEqual([]);
    expect(cmsProblems(signer, CONTENT.subarray(1))).toEqual(["the signed content is not what was signed"]);
    const other = { ...signer, attributes: signer.attributes.subarray(1) };
    expect(cmsProblems(other, CONTENT)).toEqual(["its signature was not made with its certificate's key"]);
  });

  test("say that the certificate is missing", () => {
    const { signer } = cmsSignature(signed(["rsa:2048"], ["-nocerts"])) ?? {};
    expect(signer && cmsProblems(signer, CONTENT)).toEqual(["it carries no certificate of its signer"]);
  });

  test("find none without attributes, which both systems have", () => {
    expect(cmsSignature(signed(["rsa:2048"], ["-noattr"]))).toBeUndefined();
  });
});
