import { caught, mutate, seededRandom } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { createHash, sign } from "node:crypto";
import { describe, expect, test } from "vitest";

import { generateKeyPair } from "./generate.ts";
import { parsePublicKey } from "./public-key.ts";
import { signDigest } from "./sign.ts";
import { globallySigned, parseSignature, renderSignature } from "./signature.ts";
import { renderTrustedComment } from "./trusted-comment.ts";
import { isCanonical, verifySignature } from "./verify.ts";

const KEY = generateKeyPair({ random: seededRandom(20).bytes });
const { publicKey } = KEY;
const OTHER = generateKeyPair({ random: seededRandom(21).bytes });
const CONTENT = Buffer.from("ahoy");
const digest = blake2b(CONTENT);
const sha256 = createHash("sha256").update(CONTENT).digest("hex");
const trustedComment = renderTrustedComment({
  timestampSeconds: 1_795_147_517,
  file: "ahoy.tar.gz",
  version: "1.4.0",
  target: "linux-x64",
  sha256,
});
const SIGNATURE = signDigest({ digest, key: KEY, trustedComment });
const LINES = SIGNATURE.split("\n");

/** Published with the reference implementation's verifiers: "test", signed by key E7620F1842B4E81F. */
const PUBLISHED_KEY = parsePublicKey("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3");
const PUBLISHED = `untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1556193335\tfile:test
y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==
`;
const PUBLISHED_LEGACY = `untrusted comment: signature from minisign secret key
RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=
trusted comment: timestamp:1555779966\tfile:test
QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==
`;

function blake2b(content: Uint8Array): Buffer {
  return createHash("blake2b512").update(content).digest();
}

/** `SIGNATURE` with one line replaced. */
function withLine(index: number, line: string): string {
  return LINES.with(index, line).join("\n");
}

/** The second line, with its bytes changed. */
function withSigned(change: (bytes: Buffer) => void): string {
  const bytes = Buffer.from(LINES[1] ?? "", "base64");
  change(bytes);
  return withLine(1, bytes.toString("base64"));
}

describe("signDigest()", () => {
  test("writes the same four lines from the same input", () => {
    expect(signDigest({ digest, key: KEY, trustedComment })).toBe(SIGNATURE);
    expect(LINES).toHaveLength(5);
    expect(LINES[0]).toBe(`untrusted comment: signature of minisign key ${publicKey.keyId}`);
    expect(LINES[2]).toBe(`trusted comment: ${trustedComment}`);
  });

  test("refuses a comment with a line end", async () => {
    const fault = await caught(() => signDigest({ digest, key: KEY, trustedComment: "a\nb" }));
    expect(fault.code).toBe("trusted-comment-invalid");
  });

  test("takes a digest of another length for a mistake of the caller", () => {
    expect(() => signDigest({ digest: digest.subarray(1), key: KEY, trustedComment })).toThrow(RangeError);
    expect(() => verifySignature({ signature: SIGNATURE, digest: digest.subarray(1), publicKey })).toThrow(
      RangeError,
    );
  });
});

describe("verifySignature()", () => {
  test("returns the signed fields of our own signature", () => {
    expect(verifySignature({ signature: SIGNATURE, digest, publicKey, sha256 })).toMatchObject({
      timestampSeconds: 1_795_147_517,
      file: "ahoy.tar.gz",
      version: "1.4.0",
      target: "linux-x64",
      sha256,
      text: trustedComment,
    });
    expect(isCanonical(SIGNATURE, publicKey)).toBe(true);
    expect(isCanonical(Buffer.from(SIGNATURE), publicKey)).toBe(true);
  });

  test("accepts the published signature, which is not canonical here", () => {
    const options = { signature: PUBLISHED, digest: blake2b(Buffer.from("test")), publicKey: PUBLISHED_KEY };
    const { timestampSeconds, file } = verifySignature({ ...options, sha256 });
    expect({ timestampSeconds, file }).toEqual({ timestampSeconds: 1_556_193_335, file: "test" });
    expect(isCanonical(PUBLISHED, PUBLISHED_KEY)).toBe(false);
  });

  test.each([
    ["signature-legacy", "a legacy signature", PUBLISHED_LEGACY],
    ["signature-legacy", "our signature with the legacy label", withSigned((bytes) => bytes.write("Ed"))],
    ["signature-invalid", "an unknown algorithm", withSigned((bytes) => bytes.write("EX"))],
    ["signature-invalid", "nothing", ""],
    ["signature-invalid", "three lines", LINES.slice(0, 3).join("\n")],
    ["signature-invalid", "a missing last line end", SIGNATURE.trimEnd()],
    ["signature-invalid", "a fifth line", `${SIGNATURE}\n`],
    ["signature-invalid", "bytes after the end", `${SIGNATURE}x`],
    ["signature-invalid", "Windows line ends", SIGNATURE.replaceAll("\n", "\r\n")],
    ["signature-invalid", "a byte order mark", `\ufeff${SIGNATURE}`],
    ["signature-invalid", "no untrusted comment", withLine(0, "comment: x")],
    ["signature-invalid", "a long untrusted comment", withLine(0, `untrusted comment: ${"x".repeat(1004)}`)],
    ["signature-invalid", "no trusted comment", withLine(2, trustedComment)],
    ["signature-invalid", "a long trusted comment", withLine(2, `trusted comment: ${"x".repeat(8174)}`)],
    ["signature-invalid", "an escape in the trusted comment", withLine(2, "trusted comment: \u001b[2J")],
    ["signature-invalid", "more than 16 KiB", withLine(2, `trusted comment: ${"x".repeat(16_384)}`)],
    ["signature-invalid", "base64 without its padding", withLine(3, (LINES[3] ?? "").replaceAll("=", ""))],
    ["signature-invalid", "base64 of another length", withLine(3, "AAAA")],
    ["signature-invalid", "base64 with spaces", withLine(1, ` ${LINES[1]}`)],
    ["signature-damaged", "another key id over our signature", withSigned((bytes) => bytes.fill(1, 2, 10))],
    ["signature-damaged", "another signature", withSigned((bytes) => bytes.fill(1, 10))],
    ["signature-damaged", "another comment", withLine(2, "trusted comment: file:other")],
    ["signature-damaged", "a space after the comment", withLine(2, `${LINES[2]} `)],
    ["signature-damaged", "another global signature", withLine(3, Buffer.alloc(64, 1).toString("base64"))],
    ["signature-other-key", "another key's signature", signDigest({ digest, key: OTHER, trustedComment })],
  ])("says %s of %s", async (code, _, signature) => {
    expect((await caught(() => verifySignature({ signature, digest, publicKey, sha256 }))).code).toBe(code);
  });

  test("says content-differs when only the content is another", async () => {
    const options = { signature: SIGNATURE, digest: blake2b(Buffer.from("Ahoy")), publicKey };
    const fault = await caught(() => verifySignature(options));
    expect(fault.code).toBe("content-differs");
    expect(fault.message).toBe('Cannot accept "ahoy.tar.gz": the signature is for other content');
  });

  test("says content-differs when the signed SHA-256 is another", async () => {
    const options = { signature: SIGNATURE, digest, publicKey, sha256: "00".repeat(32) };
    expect((await caught(() => verifySignature(options))).code).toBe("content-differs");
  });

  test("says trusted-comment-invalid when the signer himself wrote a field that is none", async () => {
    const signature = signDigest({ digest, key: KEY, trustedComment: "timestamp:soon" });
    expect((await caught(() => verifySignature({ signature, digest, publicKey }))).code).toBe(
      "trusted-comment-invalid",
    );
  });

  test("refuses a signature whose S is not reduced, even under a global signature that holds", async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const malleable = Buffer.from(parseSignature(SIGNATURE).signature);
    const s = BigInt(`0x${Buffer.from(malleable.subarray(32).toReversed()).toString("hex")}`) + order;
    malleable.set(Buffer.from(s.toString(16).padStart(64, "0"), "hex").toReversed(), 32);
    const globalSignature = sign(
      null,
      globallySigned({ signature: malleable, trustedComment }),
      KEY.keyObject,
    );
    const { keyId } = publicKey;
    const text = renderSignature({ keyId, signature: malleable, trustedComment, globalSignature });
    const fault = await caught(() => verifySignature({ signature: text, digest, publicKey }));
    expect(fault.code).toBe("content-differs");
  });
});

describe("a changed bit", () => {
  test("anywhere in our signature file is found, and never blamed on the content", () => {
    const file = Buffer.from(SIGNATURE);
    const untrustedBits = (LINES[0] ?? "").length * 8;
    for (let bit = 0; bit < file.length * 8; bit++) {
      const flipped = Buffer.from(file);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const code = codeOf(flipped);
      expect(code, `bit ${bit}`).not.toBe("content-differs");
      if (bit >= untrustedBits) expect(code, `bit ${bit}`).toMatch(/^signature-/u);
      expect(isCanonical(flipped, publicKey) && code === undefined, `bit ${bit}`).toBe(false);
    }
  });

  test("anywhere in the digest is blamed on the content", () => {
    for (let bit = 0; bit < 512; bit++) {
      const flipped = Buffer.from(digest);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(codeOf(SIGNATURE, flipped)).toBe("content-differs");
    }
  });

  test("mutated files end in a Fault unless only the untrusted comment changed", () => {
    const random = seededRandom(22);
    for (let round = 0; round < 5000; round++) {
      const mutated = Buffer.from(mutate(Buffer.from(SIGNATURE), random));
      const code = codeOf(mutated);
      if (code !== undefined) continue;
      expect(mutated.toString().split("\n").slice(1)).toEqual(LINES.slice(1));
    }
  });
});

function codeOf(signature: string | Uint8Array, of: Uint8Array = digest): string | undefined {
  try {
    verifySignature({ signature, digest: of, publicKey, sha256 });
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}
