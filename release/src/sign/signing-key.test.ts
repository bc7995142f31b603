import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateKeyPair, renderPublicKey, renderPublicKeyLine, renderSecretKey } from "@slipway/manifest";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleConfig } from "../testing/sample-release.ts";
import { signingKey, snapshotPublicKey } from "./signing-key.ts";

describe("signingKey()", () => {
  test("a snapshot is signed with the test key, and never with another", async () => {
    const config = sampleConfig(tempFolder(), { publicKey: "nonsense" });
    const key = await signingKey(config, { snapshot: true, variables: { SLIPWAY_SECRET_KEY: "nonsense" } });
    expect(key.publicKey.keyId).toBe(snapshotPublicKey().keyId);
  });

  test.each(["text", "file"])("a real release takes its key from the environment: %s", async (form) => {
    const root = tempFolder();
    const key = generateKeyPair();
    const text = await renderSecretKey(key);
    writeFileSync(join(root, "own.key"), text);
    writeFileSync(join(root, "own.pub"), renderPublicKey(key.publicKey));
    const variables =
      form === "text" ? { SLIPWAY_SECRET_KEY: text } : { SLIPWAY_SECRET_KEY_FILE: join(root, "own.key") };
    for (const publicKey of ["own.pub", renderPublicKeyLine(key.publicKey)]) {
      const found = await signingKey(sampleConfig(root, { publicKey }), { snapshot: false, variables });
      expect(found.publicKey.keyId).toBe(key.publicKey.keyId);
    }
  });

  test("refuses a real release without a configured public key", async () => {
    const fault = await caught(async () =>
      signingKey(sampleConfig("/p"), { snapshot: false, variables: {} }),
    );
    expect(fault).toMatchObject({ code: "no-public-key", exitCode: 3 });
  });

  test.each([
    ["no-secret-key", {}],
    ["key-unreadable", { SLIPWAY_SECRET_KEY_FILE: "/nowhere/own.key" }],
  ])("refuses a real release: %s", async (code, variables) => {
    const publicKey = renderPublicKeyLine(generateKeyPair().publicKey);
    const config = sampleConfig(tempFolder(), { publicKey });
    expect((await caught(async () => signingKey(config, { snapshot: false, variables }))).code).toBe(code);
  });

  test("refuses the public test key as the key of real releases", async () => {
    const publicKey = renderPublicKeyLine(snapshotPublicKey());
    const config = sampleConfig(tempFolder(), { publicKey });
    const fault = await caught(async () => signingKey(config, { snapshot: false, variables: {} }));
    expect(fault).toMatchObject({ code: "public-test-key", exitCode: 3 });
  });

  test("refuses a secret key that is not the other half of the public key", async () => {
    const publicKey = renderPublicKeyLine(generateKeyPair().publicKey);
    const variables = { SLIPWAY_SECRET_KEY: await renderSecretKey(generateKeyPair()) };
    const config = sampleConfig(tempFolder(), { publicKey });
    expect((await caught(async () => signingKey(config, { snapshot: false, variables }))).code).toBe(
      "key-mismatch",
    );
  });
});
