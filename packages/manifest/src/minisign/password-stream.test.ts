import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { passwordStream, scryptParameters, SENSITIVE } from "./password-stream.ts";

const SMALL = { opslimit: 32_768n, memlimit: 1_048_576n };

describe("scryptParameters()", () => {
  test.each([
    ["SENSITIVE", SENSITIVE, 2 ** 20, 1],
    ["INTERACTIVE", { opslimit: 524_288n, memlimit: 16_777_216n }, 2 ** 14, 1],
    ["rsign's and Tauri's", { opslimit: 1_048_576n, memlimit: 33_554_432n }, 2 ** 15, 1],
    ["little memory for much work", { opslimit: 4_194_304n, memlimit: 1_048_576n }, 2 ** 10, 128],
    ["much memory for little work", { opslimit: 32_768n, memlimit: 2n ** 40n }, 2 ** 10, 1],
    ["less than the lowest work", { opslimit: 1n, memlimit: 2n ** 40n }, 2 ** 10, 1],
    ["odd numbers", { opslimit: 99_999n, memlimit: 3_000_001n }, 2 ** 11, 1],
    ["nothing", { opslimit: 0n, memlimit: 0n }, 2, 512],
    ["everything", { opslimit: 2n ** 64n - 1n, memlimit: 2n ** 64n - 1n }, 2 ** 53, 63],
  ])("maps %s as libsodium does", (_, limits, N, p) => {
    expect(scryptParameters(limits)).toEqual({ N, r: 8, p });
  });
});

describe("passwordStream()", () => {
  test("depends on password and salt alone", async () => {
    const options = { password: "pässword", salt: Buffer.alloc(32, 1), limits: SMALL, sizeBytes: 104 };
    const stream = await passwordStream(options);
    expect(stream).toHaveLength(104);
    expect(await passwordStream(options)).toEqual(stream);
    expect(await passwordStream({ ...options, password: "" })).not.toEqual(stream);
  });

  test.each([
    ["twice the memory of SENSITIVE", { opslimit: 67_108_864n, memlimit: 2_147_483_648n }],
    ["twice the work of SENSITIVE", { opslimit: 67_108_864n, memlimit: 1_073_741_824n }],
    ["everything", { opslimit: 2n ** 64n - 1n, memlimit: 2n ** 64n - 1n }],
    ["work without memory", { opslimit: 2n ** 40n, memlimit: 0n }],
  ])("refuses %s at once", async (_, limits) => {
    const fault = await caught(() =>
      passwordStream({ password: "p", salt: Buffer.alloc(32), limits, sizeBytes: 104 }),
    );
    expect(fault.code).toBe("secret-key-too-costly");
  });

  test.each([
    ["1024 bytes", "é".repeat(512)],
    ["a line end", "password\n"],
    ["a NUL", "pass\0word"],
  ])("refuses a password with %s", async (_, password) => {
    const fault = await caught(() =>
      passwordStream({ password, salt: Buffer.alloc(32), limits: SMALL, sizeBytes: 104 }),
    );
    expect(fault.code).toBe("password-invalid");
    expect(fault.message).not.toContain("pass\0");
  });
});
