import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateKeyPair, renderPublicKey, renderPublicKeyLine, renderSecretKey } from "@slipway/manifest";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { publicKeyFrom } from "./public-key-text.ts";

const KEY = generateKeyPair();

async function messageFor(text: string, folder: string = tempFolder()): Promise<string> {
  const fault = await caught(() => publicKeyFrom(text, { folder, from: "--public-key" }));
  expect(fault).toMatchObject({ code: "public-key-unusable", exitCode: 3 });
  expect(fault.message).toContain("(--public-key)");
  return fault.message;
}

describe("publicKeyFrom()", () => {
  test("takes a key, both its lines, and the path of its file", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "own.pub"), renderPublicKey(KEY.publicKey));
    for (const text of [renderPublicKeyLine(KEY.publicKey), renderPublicKey(KEY.publicKey), "./own.pub"])
      expect(publicKeyFrom(text, { folder, from: "x" }).keyId).toBe(KEY.publicKey.keyId);
  });

  test.each(["own.pub", "keys/own", "../own.key", "C:\\own"])(
    "says that there is no file %s",
    async (text) => {
      expect(await messageFor(text)).toBe(
        `Cannot read the public key "${text}" (--public-key): there is no such file`,
      );
    },
  );

  test("names what is neither a key nor a path", async () => {
    expect(await messageFor("RWQnonsense")).toContain('"RWQnonsense"');
  });

  test("names the file that is no key", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "own.pub"), "no key");
    expect(await messageFor("own.pub", folder)).toContain('the public key file "own.pub"');
  });

  test("opens neither a folder nor a large file nor a pipe", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "large"), "x".repeat(5000));
    expect(await messageFor("folder", folder)).toContain("it is no plain file");
    expect(await messageFor("large", folder)).toContain("it has 5000 bytes");
    if (Bun.which("mkfifo") === null) return;
    spawnSync("mkfifo", [join(folder, "pipe")]);
    expect(await messageFor("pipe", folder)).toContain("it is no plain file");
  });

  test("says that a key is a secret one, and does not repeat it", async () => {
    const folder = tempFolder();
    const text = await renderSecretKey(KEY);
    const line = text.split("\n")[1] ?? "";
    writeFileSync(join(folder, "own.key"), text);
    for (const given of [text, line, "own.key"]) {
      const message = await messageFor(given, folder);
      expect(message).toContain("it is a secret key");
      expect(message).not.toContain(line.slice(20, 60));
    }
    for (const part of [line.slice(0, -4), line.slice(0, 100)])
      expect(await messageFor(part, folder)).not.toContain(line.slice(20, 60));
  });
});
