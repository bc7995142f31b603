/** Both ways with the reference `minisign` (Debian package `minisign`, 0.11 or newer). */

import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { generateKeyPair } from "./generate.ts";
import { parsePublicKey, renderPublicKey, renderPublicKeyLine } from "./public-key.ts";
import { parseSecretKey, renderSecretKey } from "./secret-key.ts";
import { signDigest } from "./sign.ts";
import { renderTrustedComment } from "./trusted-comment.ts";
import { isCanonical, verifySignature } from "./verify.ts";

const KEY = generateKeyPair({ random: seededRandom(40).bytes });
const { publicKey } = KEY;
const CONTENT = seededRandom(41).bytes(100_000);
const digest = createHash("blake2b512").update(CONTENT).digest();
const sha256 = createHash("sha256").update(CONTENT).digest("hex");
const PASSWORD = "kielholen mit Tüll";
const TRUSTED_COMMENT = renderTrustedComment({
  timestampSeconds: 1_795_147_517,
  file: "content",
  version: "1.4.0",
  sha256,
});

type Run = { readonly status: number | null; readonly output: string };

/** Runs minisign in `folder`; it reads passwords from standard input when that is no terminal. */
function minisign(
  folder: string,
  options: { readonly args: readonly string[]; readonly input?: string },
): Run {
  const { error, status, stdout, stderr } = spawnSync("minisign", options.args, {
    cwd: folder,
    input: options.input ?? "",
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

/** A folder with `content` and, by name, more files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "content"), CONTENT);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

describe("minisign verifies our signature", () => {
  const files = {
    "content.minisig": signDigest({ digest, key: KEY, trustedComment: TRUSTED_COMMENT }),
    "key.pub": renderPublicKey(publicKey),
  };

  test.each([
    ["with our public key file", ["-V", "-H", "-p", "key.pub", "-m", "content"]],
    ["with our public key line", ["-V", "-P", renderPublicKeyLine(publicKey), "-m", "content"]],
  ])("%s", (_, args) => {
    const { status, output } = minisign(folderWith(files), { args });
    expect(output).toContain(`Trusted comment: ${TRUSTED_COMMENT}`);
    expect(status).toBe(0);
  });

  test("with the longest trusted comment there may be", () => {
    const long = signDigest({ digest, key: KEY, trustedComment: "a".repeat(8173) });
    const folder = folderWith({ ...files, "content.minisig": long });
    expect(minisign(folder, { args: ["-V", "-p", "key.pub", "-m", "content"] }).status).toBe(0);
    expect(verifySignature({ signature: long, digest, publicKey }).text).toHaveLength(8173);
  });

  test("and refuses it for other content", () => {
    const folder = folderWith(files);
    writeFileSync(join(folder, "content"), "other");
    expect(minisign(folder, { args: ["-V", "-p", "key.pub", "-m", "content"] }).status).toBe(1);
  });
});

describe("minisign signs with our secret key", () => {
  const small = { opslimit: 32_768n, memlimit: 1_048_576n };
  test.each([
    ["without a password", {}, ["-W"], ""],
    ["with a password, little work", { password: PASSWORD, limits: small }, [], `${PASSWORD}\n`],
    [
      "with a password, more work than memory",
      { password: PASSWORD, limits: { opslimit: 1_048_576n, memlimit: 3_000_001n } },
      [],
      `${PASSWORD}\n`,
    ],
    [
      "with a password, more memory than work",
      { password: PASSWORD, limits: { opslimit: 99_999n, memlimit: 1_073_741_824n } },
      [],
      `${PASSWORD}\n`,
    ],
    ["with an empty password", { password: "", limits: small }, [], "\n"],
  ])("%s", async (_, options, args, input) => {
    const folder = folderWith({ "our.key": await renderSecretKey(KEY, options) });
    const made = minisign(folder, { args: ["-S", ...args, "-s", "our.key", "-m", "content"], input });
    expect(made.status, made.output).toBe(0);
    const signature = read(folder, "content.minisig");
    const comment = verifySignature({ signature, digest, publicKey, sha256 });
    expect(comment.file).toBe("content");
    expect(comment.timestampSeconds).toBeGreaterThan(1_700_000_000);
    expect(comment.fields.get("hashed")).toBe("");
    expect(isCanonical(signature, publicKey)).toBe(false);
  });

  test("as we do, but for the untrusted comment", async () => {
    const folder = folderWith({ "our.key": await renderSecretKey(KEY) });
    const args = ["-S", "-H", "-s", "our.key", "-t", TRUSTED_COMMENT, "-m", "content"];
    expect(minisign(folder, { args }).status).toBe(0);
    const ours = signDigest({ digest, key: KEY, trustedComment: TRUSTED_COMMENT });
    expect(read(folder, "content.minisig").split("\n").slice(1)).toEqual(ours.split("\n").slice(1));
  });

  test("and makes our public key file from it", async () => {
    const folder = folderWith({ "our.key": await renderSecretKey(KEY) });
    expect(minisign(folder, { args: ["-R", "-s", "our.key", "-p", "its.pub"] }).status).toBe(0);
    expect(read(folder, "its.pub")).toBe(renderPublicKey(publicKey));
  });
});

describe("we use minisign's key pair", () => {
  test("without a password", async () => {
    const folder = folderWith({});
    expect(minisign(folder, { args: ["-G", "-W", "-p", "its.pub", "-s", "its.key"] }).status).toBe(0);
    const key = await parseSecretKey(read(folder, "its.key"));
    expect(renderPublicKeyLine(key.publicKey)).toBe(read(folder, "its.pub").split("\n")[1]);
    writeFileSync(join(folder, "content.minisig"), signDigest({ digest, key, trustedComment: "by:us" }));
    expect(minisign(folder, { args: ["-V", "-p", "its.pub", "-m", "content"] }).status).toBe(0);
  });

  test("with a password and minisign's own work, 1 GiB", async () => {
    const folder = folderWith({});
    const input = `${PASSWORD}\n${PASSWORD}\n`;
    expect(minisign(folder, { args: ["-G", "-p", "its.pub", "-s", "its.key"], input }).status).toBe(0);
    const key = await parseSecretKey(read(folder, "its.key"), { password: PASSWORD });
    expect(renderPublicKeyLine(key.publicKey)).toBe(read(folder, "its.pub").split("\n")[1]);
  });

  test("after its password was removed, which leaves salt, limits and checksum", async () => {
    const limits = { opslimit: 32_768n, memlimit: 1_048_576n };
    const folder = folderWith({ "our.key": await renderSecretKey(KEY, { password: PASSWORD, limits }) });
    const removed = minisign(folder, { args: ["-C", "-W", "-s", "our.key"], input: `${PASSWORD}\n` });
    expect(removed.status, removed.output).toBe(0);
    const key = await parseSecretKey(read(folder, "our.key"));
    expect(key.publicKey.keyId).toBe(publicKey.keyId);
    expect(read(folder, "our.key")).not.toBe(await renderSecretKey(KEY));
  });
});

test("a legacy signature of minisign is refused with its own code", async () => {
  const folder = folderWith({ "our.key": await renderSecretKey(KEY), "key.pub": renderPublicKey(publicKey) });
  expect(minisign(folder, { args: ["-S", "-l", "-s", "our.key", "-m", "content"] }).status).toBe(0);
  expect(minisign(folder, { args: ["-V", "-p", "key.pub", "-m", "content"] }).status).toBe(0);
  const signature = read(folder, "content.minisig");
  const fault = await caught(() =>
    verifySignature({ signature, digest, publicKey: parsePublicKey(read(folder, "key.pub")) }),
  );
  expect(fault.code).toBe("signature-legacy");
});
