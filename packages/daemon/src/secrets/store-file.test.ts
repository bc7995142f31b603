import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import { SECRET_LIMITS } from "./limits.ts";
import { parseStoreFile, readStoreFile, storePath, writeStoreFile } from "./store-file.ts";

async function fileText(): Promise<{ readonly folder: string; readonly text: string }> {
  const folder = tempFolder();
  const key = { kind: "passphrase", kdf: "scrypt", n: 32_768, r: 8, p: 3, salt: "c2FsdA" } as const;
  await writeStoreFile(folder, { id: "ab", store: { kind: "file", key, sealed: "c2VhbGVk" } });
  return { folder, text: await Bun.file(storePath(folder)).text() };
}

function codeOf(text: string): string {
  try {
    parseStoreFile(text, "secrets.json");
    return "read";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

test("writeStoreFile() refuses what would not be read again, and leaves what was there", async () => {
  const { folder, text } = await fileText();
  const { id, store } = parseStoreFile(text, "");
  const full = { id, store: { ...store, sealed: "x".repeat(SECRET_LIMITS.fileSizeBytes) } };
  expect((await caught(() => writeStoreFile(folder, full))).code).toBe("secret-too-large");
  expect(await readStoreFile(folder)).toEqual(parseStoreFile(text, ""));
});

describe("parseStoreFile()", () => {
  test("reads what writeStoreFile() wrote", async () => {
    const { folder, text } = await fileText();
    expect(await readStoreFile(folder)).toEqual(parseStoreFile(text, ""));
    expect(parseStoreFile(text, "").store).toMatchObject({ kind: "file", sealed: "c2VhbGVk" });
  });

  test("finds every cut", async () => {
    const { text } = await fileText();
    for (let length = 0; length < text.trimEnd().length; length++)
      expect(codeOf(text.slice(0, length)), `${length} characters`).toBe("secrets-damaged");
  });

  test("finds a file of a newer version, and says to update", () => {
    expect(codeOf('{"format":2,"anything":"else"}')).toBe("secrets-newer");
  });

  test.each(["", "null", "[]", "1", '{"format":1}', '{"format":"1","id":"a"}'])("refuses %j", (text) => {
    expect(codeOf(text)).toBe("secrets-damaged");
  });

  test("finds every mutation that is more than white space", async () => {
    const { text } = await fileText();
    const random = seededRandom(3);
    const whole = JSON.stringify(JSON.parse(text));
    for (let round = 0; round < 3000; round++) {
      const mutated = new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
      const code = codeOf(mutated);
      if (code === "read") expect(JSON.stringify(JSON.parse(mutated))).toBe(whole);
      else expect(["secrets-damaged", "secrets-newer"]).toContain(code);
    }
  });

  test.each([
    ["n", 2 ** 30],
    ["n", 3],
    ["n", 1],
    ["r", 1e9],
    ["p", 17],
    ["p", 0],
    ["n", "32768"],
  ])("refuses a key derivation with %s = %s", async (name, value) => {
    const folder = tempFolder();
    const key = {
      kind: "passphrase",
      kdf: "scrypt",
      n: 32_768,
      r: 8,
      p: 3,
      salt: "",
      [name]: value,
    } as const;
    // The digest is right: only the numbers are not.
    await writeStoreFile(folder, { id: "ab", store: { kind: "file", key, sealed: "" } });
    expect(codeOf(await Bun.file(storePath(folder)).text())).toBe("secrets-damaged");
  });
});
