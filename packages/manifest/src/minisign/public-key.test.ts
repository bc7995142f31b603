import { caught, mutate, seededRandom } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import { keyIdBytes, keyIdOf } from "./key-id.ts";
import { parsePublicKey, publicKeyFrom, renderPublicKey, renderPublicKeyLine } from "./public-key.ts";

/** From the documentation of the reference implementation's verifiers. */
const LINE = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const FILE = `untrusted comment: minisign public key E7620F1842B4E81F\n${LINE}\n`;

function lineOf(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

describe("parsePublicKey()", () => {
  test.each([
    ["the file", FILE],
    ["the file's bytes", Buffer.from(FILE)],
    ["the file with Windows line ends", FILE.replaceAll("\n", "\r\n")],
    ["the file without its last line end", FILE.trimEnd()],
    ["the line", LINE],
  ])("reads %s", (_, input) => {
    const key = parsePublicKey(input);
    expect(key.keyId).toBe("E7620F1842B4E81F");
    expect(renderPublicKey(key)).toBe(FILE);
    expect(renderPublicKeyLine(key)).toBe(LINE);
  });

  test.each([
    ["nothing", "", "0 bytes of base64, not 42"],
    ["three lines", `${FILE}${LINE}\n`, "3 lines"],
    ["a file without its comment", `x\n${LINE}\n`, "no comment in the first line"],
    ["base64 that is not canonical", LINE.replace(/3$/u, "3="), "not base64"],
    ["spaces", ` ${LINE}`, "not base64"],
    ["a key cut short", LINE.slice(0, 52), "39 bytes of base64, not 42"],
    ["another algorithm", lineOf(`4544${"11".repeat(40)}`), 'algorithm "ED", not "Ed"'],
    ["more than 4096 bytes", "A".repeat(4097), "larger than 4096 bytes"],
    ["other than UTF-8", Uint8Array.of(0xff, 0xfe), "not UTF-8 text"],
    ["half a surrogate pair", "\ud800", "not UTF-8 text"],
  ])("refuses %s", async (_, input, state) => {
    const fault = await caught(() => parsePublicKey(input));
    expect(fault.code).toBe("public-key-invalid");
    expect(fault.message).toBe(`Cannot read the public key: ${state}`);
  });

  test("refuses a point of small order", async () => {
    const fault = await caught(() => parsePublicKey(lineOf(`4564${"11".repeat(8)}01${"00".repeat(31)}`)));
    expect(fault.code).toBe("public-key-weak");
  });

  test("mutated files end in a key or a Fault", () => {
    const random = seededRandom(1);
    for (let round = 0; round < 3000; round++) {
      try {
        parsePublicKey(mutate(Buffer.from(FILE), random));
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});

test("publicKeyFrom() keeps its own copy of the point", () => {
  const { keyId, point } = parsePublicKey(LINE);
  const given = Uint8Array.from(point);
  const key = publicKeyFrom({ keyId, point: given });
  given.fill(0);
  expect(key.point).toEqual(point);
});

test("keyIdOf() shows the bytes as one little-endian number of sixteen digits", () => {
  const bytes = Uint8Array.of(0x0f, 0xe8, 0xb4, 0x42, 0x18, 0x0f, 0x02, 0x00);
  expect(keyIdOf(bytes)).toBe("00020F1842B4E80F");
  expect(Uint8Array.from(keyIdBytes("00020F1842B4E80F"))).toEqual(bytes);
});
