import { verifySignature } from "@slipway/manifest";
import { expect, test } from "vitest";

import { sampleKey } from "../testing/sample-release.ts";
import { digestText, signFile } from "./sign.ts";

const IDENTITY = {
  version: "1.2.3",
  dateSeconds: 1_795_000_000,
  commit: undefined,
  dirty: false,
  snapshot: false,
};

test("signFile() binds name, version, target and digest; a file without a target has none", () => {
  const key = sampleKey();
  const digested = digestText("checksums.txt", "text");
  const { blake2b512: digest, sha256 } = digested;
  const { publicKey } = key;
  const signature = signFile(digested, { key, identity: IDENTITY });
  expect(verifySignature({ signature, digest, sha256, publicKey }).text).toBe(
    `timestamp:1795000000\tfile:checksums.txt\tversion:1.2.3\tsha256:${sha256}`,
  );
  const targeted = signFile(digested, { key, identity: IDENTITY, target: "linux-x64" });
  expect(verifySignature({ signature: targeted, digest, sha256, publicKey }).target).toBe("linux-x64");
});

test("digestText() counts bytes, not characters", () => {
  expect(digestText("a", "ü")).toMatchObject({
    sizeBytes: 2,
    sha256: "607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f",
  });
});
