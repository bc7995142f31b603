import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { cmsSignature } from "../cms/cms-signature.ts";
import type { SignatureState } from "../facts.ts";
import { identify } from "../identify.ts";
import { certificateSample } from "../testing/certificate-sample.ts";
import { memorySource } from "../testing/memory-source.ts";
import { payloadSection, peSample } from "../testing/samples.ts";

const section = payloadSection("x");

async function signature(file: Uint8Array): Promise<SignatureState> {
  return (await identify(memorySource(file))).slices[0].signature;
}

function signedBy(signer?: string): Uint8Array {
  const named = signer === undefined ? {} : { signer };
  return peSample({ section, certificates: (digest) => [certificateSample({ digest, ...named })] });
}

function withByte(file: Uint8Array, at: number): Uint8Array {
  return file.with(at, (file[at] ?? 0) ^ 1);
}

describe("readAuthenticode()", () => {
  test("finds no signature where there is no certificate", async () => {
    expect(await signature(peSample())).toEqual({ kind: "none" });
  });

  test.each([["A Company"], [undefined], ["Ünï Çompany 会社"]])("names the signer %s", async (signer) => {
    expect(await signature(signedBy(signer))).toEqual({ kind: "certificate", signer });
  });

  test.each([
    ["a byte of the code", 1100],
    ["a byte of the headers", 130],
    ["a byte of the payload", 1544],
  ])("says that the file was changed: %s", async (_, at) => {
    expect(await signature(withByte(signedBy("A"), at))).toEqual({
      kind: "invalid",
      problems: ["the file was changed after it was signed"],
    });
  });

  test("does not mind another checksum, which signing writes anew", async () => {
    expect(await signature(withByte(signedBy("A"), 208))).toMatchObject({ kind: "certificate" });
  });

  test("says that the signed content is not what was signed", async () => {
    const contentDigest = new Uint8Array(32);
    const certificates = (digest: Uint8Array): readonly Uint8Array[] => [
      certificateSample({ digest, contentDigest }),
    ];
    expect(await signature(peSample({ certificates }))).toEqual({
      kind: "invalid",
      problems: ["the signed content is not what was signed"],
    });
  });

  test("says that a file and its two digests were changed, and the signature was not made anew", async () => {
    const { signature: foreign } =
      cmsSignature(certificateSample({ digest: new Uint8Array(32) }))?.signer ?? {};
    const certificates = (digest: Uint8Array): readonly Uint8Array[] => [
      certificateSample({ digest, ...(foreign && { signature: foreign }) }),
    ];
    expect(await signature(peSample({ certificates }))).toEqual({
      kind: "invalid",
      problems: ["its signature was not made with its certificate's key"],
    });
  });

  test.each([
    ["eight zero bytes", new Uint8Array(8)],
    ["a byte that is not zero", Uint8Array.of(1)],
    ["a file", new Uint8Array(800_000).fill(0x4d)],
  ])("says that its certificate is followed by %s", async (_, more) => {
    const certificates = (digest: Uint8Array): readonly Uint8Array[] => [
      Buffer.concat([certificateSample({ digest }), more]),
    ];
    expect(await signature(peSample({ certificates }))).toEqual({
      kind: "invalid",
      problems: ["its certificate is followed by other data"],
    });
  });

  test("says that it is signed twice", async () => {
    const file = peSample({
      certificates: (digest) => [certificateSample({ digest }), certificateSample({ digest })],
    });
    expect(await signature(file)).toEqual({
      kind: "invalid",
      problems: ["it is signed 2 times, once is expected"],
    });
  });

  test("says that bytes were added behind the certificates", async () => {
    const file = signedBy("A");
    expect(await signature(Uint8Array.from([...file, 1, 2, 3]))).toEqual({
      kind: "invalid",
      problems: ["3 bytes are behind its certificates, where nothing is signed"],
    });
  });

  test.each([
    ["no PKCS #7", () => [new Uint8Array(40)], "its certificate holds no Authenticode signature"],
    ["nothing", () => [], "it is signed 0 times, once is expected"],
  ])("says of a certificate of %s what it is not", async (_, certificates, problem) => {
    expect(await signature(peSample({ certificates }))).toEqual({ kind: "invalid", problems: [problem] });
  });

  test("refuses a file that ends within its certificates", async () => {
    const fault = await caught(() => signature(signedBy("A").slice(0, -1)));
    expect(fault.code).toBe("executable-truncated");
  });

  test.each([
    ["an entry larger than the table", "entry", 0xff, "does not fit into its table"],
    ["an entry of another revision", "revision", 0x01, "is not of the kind that Windows accepts"],
  ] as const)("says of %s that it is wrong", async (_, field, byte, problem) => {
    const file = signedBy("A");
    const tableAt = new DataView(file.buffer).getUint32(288, true);
    const at = field === "entry" ? tableAt + 1 : tableAt + 5;
    const state = await signature(file.with(at, byte));
    expect(state.kind === "invalid" ? state.problems.join() : state.kind).toContain(problem);
  });
});
