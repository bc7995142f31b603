/** Verifies provenance with nothing of ours: Python's standard library decodes it, OpenSSL checks the signatures. */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { sampleKey } from "../testing/sample-release.ts";
import { provenanceText } from "./provenance-text.ts";

const KEY = sampleKey();
const TEXT = provenanceText({
  product: {
    product: "tool",
    version: "1.2.3",
    repository: "https://github.com/a/tööl",
    commit: "0".repeat(40),
    dirty: false,
    dateSeconds: 0,
  },
  artifacts: ["a", "b"].map((file) => ({ file, target: null, sha256: "1".repeat(64) })),
  contents: [],
  key: KEY,
});

/** Writes what is signed to `message` and the signature to `signature`, from an envelope on standard input. */
const DECODE = `
import base64, json, sys
envelope = json.load(sys.stdin)
body = base64.b64decode(envelope["payload"], validate=True)
kind = envelope["payloadType"].encode()
assert json.loads(body)["subject"][0]["name"] == "a"
open("message", "wb").write(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body))
[signature] = envelope["signatures"]
open("signature", "wb").write(base64.b64decode(signature["sig"], validate=True))
`;

function run(command: readonly string[], options: { readonly cwd: string; readonly input?: string }): string {
  const [program = "", ...args] = command;
  const { error, stdout, stderr } = spawnSync(program, args, { ...options, encoding: "utf8" });
  if (error !== undefined) throw error;
  return stdout + stderr;
}

test("OpenSSL accepts the signature over what the specification says is signed, and nothing else", () => {
  const cwd = tempFolder();
  const key = KEY.publicKey.keyObject.export({ format: "pem", type: "spki" });
  writeFileSync(join(cwd, "key.pem"), key);
  expect(run(["python3", "-c", DECODE], { cwd, input: TEXT })).toBe("");
  const verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "message"];
  expect(run([...verify, "-sigfile", "signature"], { cwd })).toContain("Signature Verified Successfully");
  writeFileSync(join(cwd, "message"), "DSSEv1 0  0 ");
  expect(run([...verify, "-sigfile", "signature"], { cwd })).toContain("Signature Verification Failure");
});
