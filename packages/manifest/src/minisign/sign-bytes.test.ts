import { seededRandom } from "@slipway/testkit";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";

import { generateKeyPair } from "./generate.ts";
import { publicKeyFrom } from "./public-key.ts";
import { signBytes, verifyBytes } from "./sign-bytes.ts";

const KEY = generateKeyPair({ random: seededRandom(30).bytes });
const { publicKey } = KEY;
const OTHER = generateKeyPair({ random: seededRandom(31).bytes });
const BYTES = Buffer.from("DSSEv1 4 text 4 ahoy");
const SIGNATURE = signBytes(BYTES, KEY);

describe("signBytes()", () => {
  test("gives the same 64 bytes for the same bytes and key", () => {
    expect(SIGNATURE).toHaveLength(64);
    expect(signBytes(Buffer.from(BYTES), KEY)).toEqual(SIGNATURE);
    expect(signBytes(BYTES, OTHER)).not.toEqual(SIGNATURE);
  });

  test("makes the signature that RFC 8032, section 7.1, test 2 has for one byte", () => {
    const seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    const keyObject = createPrivateKey({
      key: Buffer.from(`302e020100300506032b657004220420${seed}`, "hex"),
      format: "der",
      type: "pkcs8",
    });
    const point = createPublicKey(keyObject).export({ format: "der", type: "spki" }).subarray(-32);
    expect(point.toString("hex")).toBe("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const signature = signBytes(Uint8Array.of(0x72), {
      keyObject,
      publicKey: publicKeyFrom({ keyId: "00".repeat(8), point }),
    });
    expect(Buffer.from(signature).toString("hex")).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
  });
});

describe("verifyBytes()", () => {
  test("accepts a signature over these bytes by this key, and no other", () => {
    expect(verifyBytes(BYTES, { signature: SIGNATURE, publicKey })).toBe(true);
    expect(verifyBytes(BYTES.subarray(1), { signature: SIGNATURE, publicKey })).toBe(false);
    expect(verifyBytes(BYTES, { signature: SIGNATURE, publicKey: OTHER.publicKey })).toBe(false);
  });

  test.each([
    ["none", Buffer.alloc(0)],
    ["one that is too short", SIGNATURE.subarray(0, 63)],
    ["one that is too long", Buffer.concat([SIGNATURE, Buffer.of(0)])],
    ["zeros", Buffer.alloc(64)],
  ])("refuses %s", (_, signature) => {
    expect(verifyBytes(BYTES, { signature, publicKey })).toBe(false);
  });

  test("sees every changed bit of the signature", () => {
    for (let bit = 0; bit < 512; bit++) {
      const signature = Buffer.from(SIGNATURE);
      signature.writeUInt8(signature.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verifyBytes(BYTES, { signature, publicKey }), `bit ${bit}`).toBe(false);
    }
  });
});
