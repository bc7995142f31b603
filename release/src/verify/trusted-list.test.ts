import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateKeyPair } from "@slipway/manifest";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { digestText, signFile } from "../sign/sign.ts";
import { snapshotPublicKey } from "../sign/signing-key.ts";
import { sampleRelease, type SampleRelease, testKeyRelease } from "../testing/sample-release.ts";
import { expectRelease } from "./release-folder.ts";
import type { TrustedKey } from "./trusted-list.ts";
import { type Verification, verifyRelease } from "./verify.ts";

const SIGNATURE = "checksums.txt.minisig";
const TEST_KEY = snapshotPublicKey();

async function verify(release: SampleRelease, key: TrustedKey): Promise<Verification> {
  return verifyRelease(release.folder, { key, env: release.env });
}

async function detailsOf(release: SampleRelease, key: TrustedKey): Promise<readonly string[]> {
  const fault = await caught(async () => verify(release, key));
  expect(fault).toMatchObject({ code: "release-untrusted", exitCode: 5 });
  return fault.details;
}

describe("verifyRelease() with the public test key", () => {
  const origins = ["named", "configured", "assumed"] as const;

  test.each(origins)("accepts a snapshot, and says that it is one: %s", async (origin) => {
    const release = await testKeyRelease(tempFolder(), { snapshot: true });
    expect(await verify(release, { publicKey: TEST_KEY, origin })).toMatchObject({
      version: "1.2.3-snapshot.0123456789ab",
      snapshot: true,
    });
  });

  test.each(origins)("refuses a version that is no snapshot's: %s", async (origin) => {
    const release = await testKeyRelease(tempFolder(), { snapshot: false });
    expect(await detailsOf(release, { publicKey: TEST_KEY, origin })).toEqual([
      `${SIGNATURE}: it is signed with the public test key, for version "1.2.3", which is no snapshot's`,
    ]);
  });
});

describe("verifyRelease() of a folder that another key signed", () => {
  const { publicKey } = generateKeyPair();

  test("says that a project with a key wants no snapshot unless told so", async () => {
    const release = await testKeyRelease(tempFolder(), { snapshot: true });
    const [detail, ...others] = await detailsOf(release, { publicKey, origin: "configured" });
    expect(others).toEqual([]);
    expect(detail).toMatch(
      /^checksums\.txt\.minisig: it is signed with the public test key.*--snapshot accepts it$/u,
    );
    expect(await detailsOf(release, { publicKey, origin: "named" })).toEqual([
      `${SIGNATURE}: it is signed with the public test key, wanted ${publicKey.keyId}`,
    ]);
  });

  test("says how to name a key where none is known", async () => {
    const release = await sampleRelease(tempFolder());
    expect(await detailsOf(release, { publicKey: TEST_KEY, origin: "assumed" })).toEqual([
      `${SIGNATURE}: it names key ${release.key.publicKey.keyId}, which is not known; --public-key says which key to trust`,
    ]);
  });
});

describe("readTrustedList()", () => {
  test("says which line of checksums.txt is none, and nothing about pins", async () => {
    const release = await sampleRelease(tempFolder());
    const { folder, key, plan } = release;
    const text = "no line\n";
    writeFileSync(join(folder, "checksums.txt"), text);
    writeFileSync(
      join(folder, SIGNATURE),
      signFile(digestText("checksums.txt", text), { key, identity: plan }),
    );
    const fault = await caught(async () => verify(release, { publicKey: key.publicKey, origin: "named" }));
    expect(fault.details).toEqual(['checksums.txt: line 1 is not "<sha256>  <path>", once per path']);
    expect(fault.hint).not.toContain("pin");
  });

  test.each(["checksums.txt", SIGNATURE])("opens %s only when it is a small file", async (file) => {
    const release = await sampleRelease(tempFolder());
    const key = { publicKey: release.key.publicKey, origin: "named" } as const;
    const path = join(release.folder, file);
    writeFileSync(path, new Uint8Array(1024 * 1024 + 1));
    expect(await detailsOf(release, key)).toEqual([expect.stringContaining(`${file}: it has 1048577 bytes`)]);
    rmSync(path);
    mkdirSync(path);
    expect(await detailsOf(release, key)).toEqual([`${file}: it is no file`]);
    rmSync(path, { recursive: true });
    if (spawnSync("mkfifo", [path]).status === 0)
      expect(await detailsOf(release, key)).toEqual([`${file}: it is no file`]);
    rmSync(path, { force: true });
    const fault = await caught(() => {
      expectRelease(release.folder);
    });
    expect(fault.details).toEqual([`${file}: it is missing`]);
  });
});
