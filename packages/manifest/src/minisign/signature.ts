/** The four lines of a .minisig file. */

import type { Fault } from "@slipway/fault";

import { base64Of, bytesOfBase64 } from "../base64.ts";
import { manifestFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { type FileText, hasControls, textOf } from "../text.ts";
import { keyIdBytes, keyIdOf } from "./key-id.ts";
import { UNTRUSTED_PREFIX } from "./key-text.ts";

export type Signature = {
  readonly keyId: string;
  /** Ed25519 over the BLAKE2b-512 of the file. */
  readonly signature: Uint8Array;
  readonly trustedComment: string;
  /** Ed25519 over the signature and the trusted comment. */
  readonly globalSignature: Uint8Array;
};

const TRUSTED_PREFIX = "trusted comment: ";
const PREHASHED = "ED";
const LEGACY = "Ed";

/**
 * Reads a signature file. The form is the only one minisign writes: four lines, canonical base64, nothing after them.
 * Nothing in it is to be believed before `verifySignature`.
 *
 * @throws Fault `signature-invalid`, `signature-legacy`
 */
export function parseSignature(file: FileText): Signature {
  const text = textOf(file, { maxBytes: LIMITS.signatureFileBytes, refuse: invalidSignature });
  const [untrusted = "", signed = "", trusted = "", global = "", ...rest] = text.split("\n");
  if (rest.length !== 1 || rest[0] !== "") throw invalidSignature("not four lines");
  if (!untrusted.startsWith(UNTRUSTED_PREFIX))
    throw invalidSignature("no untrusted comment in the first line");
  if (Buffer.byteLength(untrusted) > LIMITS.untrustedLineBytes || hasControls(untrusted, { tabs: true })) {
    throw invalidSignature("an untrusted comment that is too long or has control characters");
  }
  if (!trusted.startsWith(TRUSTED_PREFIX)) throw invalidSignature("no trusted comment in the third line");
  const trustedComment = trusted.slice(TRUSTED_PREFIX.length);
  if (
    Buffer.byteLength(trustedComment) > LIMITS.trustedCommentBytes ||
    hasControls(trusted, { tabs: true })
  ) {
    throw invalidSignature("a trusted comment that is too long or has control characters");
  }
  return {
    ...signedPart(bytesOf(signed, { sizeBytes: 74, line: "second" })),
    trustedComment,
    globalSignature: bytesOf(global, { sizeBytes: 64, line: "fourth" }),
  };
}

/** The only text of a signature that we write: the untrusted comment follows from the key id. */
export function renderSignature(signature: Signature): string {
  const { keyId, trustedComment, globalSignature } = signature;
  const signed = Buffer.concat([Buffer.from(PREHASHED, "latin1"), keyIdBytes(keyId), signature.signature]);
  const lines = [
    `${UNTRUSTED_PREFIX}signature of minisign key ${keyId}`,
    base64Of(signed),
    TRUSTED_PREFIX + trustedComment,
    base64Of(globalSignature),
  ];
  return `${lines.join("\n")}\n`;
}

/** What the global signature is made over. */
export function globallySigned(signature: Pick<Signature, "signature" | "trustedComment">): Uint8Array {
  return Buffer.concat([signature.signature, Buffer.from(signature.trustedComment)]);
}

function signedPart(bytes: Buffer): Pick<Signature, "keyId" | "signature"> {
  const algorithm = bytes.toString("latin1", 0, 2);
  if (algorithm === LEGACY) {
    throw manifestFault("signature-legacy", {
      message: 'Cannot accept the signature: it is of the legacy kind "Ed", only "ED" is accepted',
      hint: "Sign the file again with minisign 0.11 or newer, or with minisign -S -H",
    });
  }
  if (algorithm !== PREHASHED) throw invalidSignature("an unknown algorithm");
  return { keyId: keyIdOf(bytes.subarray(2, 10)), signature: Uint8Array.from(bytes.subarray(10)) };
}

function bytesOf(text: string, options: { readonly sizeBytes: number; readonly line: string }): Buffer {
  const bytes = bytesOfBase64(text);
  if (bytes?.length === options.sizeBytes) return bytes;
  throw invalidSignature(`no base64 of ${options.sizeBytes} bytes in the ${options.line} line`);
}

function invalidSignature(state: string): Fault {
  return manifestFault("signature-invalid", {
    message: `Cannot read the signature: ${state}`,
    hint: "Download the signature file again; nothing was trusted",
  });
}
