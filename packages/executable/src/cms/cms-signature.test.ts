import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { cmsSample, type CmsSample } from "../testing/certificate-sample.ts";
import { cmsProblems, cmsSignature, commonNameOf } from "./cms-signature.ts";

const CONTENT = new TextEncoder().encode("what was signed");
const NOT_MADE = "its signature was not made with its certificate's key";

function problems(cms: Uint8Array, content = CONTENT): readonly string[] | undefined {
  const found = cmsSignature(cms);
  return found && cmsProblems(found.signer, content);
}

describe("cmsProblems()", () => {
  test("are none of a signature that holds", () => {
    const cms = cmsSample(CONTENT, { signer: "A" });
    expect(problems(cms)).toEqual([]);
    expect(commonNameOf(cmsSignature(cms)?.signer.certificate)).toBe("A");
  });

  test("say that something else was signed", () => {
    expect(problems(cmsSample(CONTENT), CONTENT.slice(1))).toEqual([
      "the signed content is not what was signed",
    ]);
  });

  test("say that a digest was written anew", () => {
    const cms = Buffer.from(cmsSample(CONTENT));
    const other = cmsSignature(cmsSample(CONTENT.slice(1)))?.signer.contentDigest ?? new Uint8Array();
    cms.set(other, cms.indexOf(cmsSignature(cms)?.signer.contentDigest ?? ""));
    expect(problems(cms, CONTENT.slice(1))).toEqual([NOT_MADE]);
  });

  test.each<[string, CmsSample, string]>([
    ["without a certificate", { hasCertificate: false }, "it carries no certificate of its signer"],
    ["of no bytes", { signature: new Uint8Array() }, NOT_MADE],
    ["of any bytes", { signature: new Uint8Array(70).fill(0x30) }, NOT_MADE],
  ])("say that a signature is one %s", (_, sample, problem) => {
    expect(problems(cmsSample(CONTENT, sample))).toEqual([problem]);
  });

  test("are never none after any one bit of the attributes or of the signature has flipped", () => {
    const cms = Buffer.from(cmsSample(CONTENT));
    const { attributes, signature } = cmsSignature(cms)?.signer ?? {};
    for (const part of [attributes?.subarray(1), signature]) {
      const at = cms.indexOf(part ?? "");
      expect(at).toBeGreaterThan(0);
      for (let bit = 0; bit < (part?.length ?? 0) * 8; bit++) {
        const copy = Buffer.from(cms);
        copy[at + (bit >> 3)] = (copy[at + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
        expect(problems(copy)).not.toEqual([]);
      }
    }
  });
});

test("cmsSignature() of mutated input is something or nothing, never an error", () => {
  const sample = cmsSample(CONTENT, { signer: "A" });
  const random = seededRandom(3);
  const seen = new Set<boolean>();
  for (let round = 0; round < 3000; round++) seen.add(problems(mutate(sample, random)) === undefined);
  expect(seen).toEqual(new Set([true, false]));
});
