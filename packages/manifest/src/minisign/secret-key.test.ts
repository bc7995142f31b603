import { caught, mutate, seededRandom } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

import { generateKeyPair } from "./generate.ts";
import { renderPublicKey } from "./public-key.ts";
import { parseSecretKey, renderSecretKey } from "./secret-key.ts";

const KEY = generateKeyPair({ random: seededRandom(7).bytes });
const OPEN = await renderSecretKey(KEY);
const LIMITS = { opslimit: 32_768n, memlimit: 1_048_576n };
const LOCKED = await renderSecretKey(KEY, {
  password: "kielholen",
  limits: LIMITS,
  random: seededRandom(8).bytes,
});

/** `file` with the byte at `at` of its 158 replaced. */
function withByte(file: string, options: { readonly at: number; readonly value: number }): string {
  const [comment = "", line = ""] = file.split("\n");
  const bytes = Buffer.from(line, "base64");
  bytes.writeUInt8(options.value, options.at);
  return `${comment}\n${bytes.toString("base64")}\n`;
}

function bytesOf(file: string): Buffer {
  return Buffer.from(file.split("\n")[1] ?? "", "base64");
}

describe("generateKeyPair()", () => {
  test("is decided by its random source", async () => {
    const again = generateKeyPair({ random: seededRandom(7).bytes });
    expect(await renderSecretKey(again)).toBe(OPEN);
    expect(renderPublicKey(again.publicKey)).toBe(renderPublicKey(KEY.publicKey));
  });

  test("makes another key every time when left to itself", () => {
    expect(generateKeyPair().publicKey.keyId).not.toBe(generateKeyPair().publicKey.keyId);
  });

  test("makes a key that shows no secret when printed", () => {
    const seed = bytesOf(OPEN).subarray(62, 94);
    const shown = `${inspect(KEY, { depth: 9, showHidden: true })} ${JSON.stringify(KEY)}`;
    for (const spelling of ["hex", "base64", "base64url"] as const) {
      expect(shown).not.toContain(seed.toString(spelling).slice(0, 12));
    }
  });
});

describe("renderSecretKey()", () => {
  test("writes an open key with a right checksum", () => {
    expect(OPEN).toMatch(
      /^untrusted comment: minisign secret key [0-9A-F]{16}\nRWQAAEIy[A-Za-z0-9+/]+=?=?\n$/u,
    );
    expect(bytesOf(OPEN)).toHaveLength(158);
    expect(
      bytesOf(OPEN)
        .subarray(6, 54)
        .every((byte) => byte === 0),
    ).toBe(true);
  });

  test("writes a locked key that shares nothing with the open one but its head", () => {
    expect(LOCKED).toMatch(/^untrusted comment: minisign encrypted secret key [0-9A-F]{16}\nRWRTY0Iy/u);
    expect(bytesOf(LOCKED).subarray(54, 126)).not.toEqual(bytesOf(OPEN).subarray(54, 126));
  });

  test("refuses a password that minisign could not be given", async () => {
    const fault = await caught(() => renderSecretKey(KEY, { password: "a\n", limits: LIMITS }));
    expect(fault.code).toBe("password-invalid");
  });
});

describe("parseSecretKey()", () => {
  test.each([
    ["an open key", OPEN, {}],
    ["an open key with a needless password", OPEN, { password: "x" }],
    ["an open key as its line alone", OPEN.split("\n")[1] ?? "", {}],
    ["a locked key", LOCKED, { password: "kielholen" }],
    ["a locked key with Windows line ends", LOCKED.replaceAll("\n", "\r\n"), { password: "kielholen" }],
  ])("reads %s", async (_, file, options) => {
    const key = await parseSecretKey(file, options);
    expect(await renderSecretKey(key)).toBe(OPEN);
  });

  test("reads an open key whose checksum is zero, as minisign -G -W leaves it", async () => {
    const bytes = bytesOf(OPEN);
    bytes.fill(0, 126);
    expect(await renderSecretKey(await parseSecretKey(bytes.toString("base64")))).toBe(OPEN);
  });

  test.each([
    ["a public key", renderPublicKey(KEY.publicKey), {}, "secret-key-invalid"],
    ["another algorithm", withByte(OPEN, { at: 0, value: 0 }), {}, "secret-key-invalid"],
    ["another key derivation", withByte(OPEN, { at: 2, value: 1 }), {}, "secret-key-invalid"],
    ["another checksum algorithm", withByte(OPEN, { at: 5, value: 0 }), {}, "secret-key-invalid"],
    ["a locked key without a password", LOCKED, {}, "password-missing"],
    ["a wrong password", LOCKED, { password: "Kielholen" }, "password-wrong"],
    ["an empty password", LOCKED, { password: "" }, "password-wrong"],
    ["a password with its line end", LOCKED, { password: "kielholen\n" }, "password-invalid"],
    [
      "a locked key with other limits",
      withByte(LOCKED, { at: 49, value: 0x80 }),
      { password: "x" },
      "password-wrong",
    ],
    [
      "a locked key that asks for everything",
      withByte(LOCKED, { at: 45, value: 0xff }),
      { password: "x" },
      "secret-key-too-costly",
    ],
    ["a changed key id", withByte(OPEN, { at: 54, value: 0 }), {}, "secret-key-damaged"],
    ["a changed seed", withByte(OPEN, { at: 62, value: 0 }), {}, "secret-key-damaged"],
    ["a changed checksum", withByte(OPEN, { at: 157, value: 1 }), {}, "secret-key-damaged"],
  ])("refuses %s", async (_, file, options, code) => {
    expect((await caught(() => parseSecretKey(file, options))).code).toBe(code);
  });

  test("refuses halves that do not belong together where no checksum tells", async () => {
    const bytes = bytesOf(OPEN);
    bytes.fill(0, 126);
    bytes.writeUInt8(bytes.readUInt8(94) ^ 1, 94);
    const fault = await caught(() => parseSecretKey(bytes.toString("base64")));
    expect(fault.message).toBe("Cannot use the secret key: its halves do not belong together");
  });

  test("mutated files end in a key or a Fault", async () => {
    const random = seededRandom(9);
    for (let round = 0; round < 2000; round++) {
      try {
        await parseSecretKey(
          mutate(Buffer.from(round % 2 === 0 ? OPEN : bytesOf(OPEN).toString("base64")), random),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
