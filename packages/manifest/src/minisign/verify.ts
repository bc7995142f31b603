/** Verifying a file's digest against its .minisig file. */

import { Fault } from "@slipway/fault";
import { verify } from "node:crypto";

import { manifestFault } from "../faults.ts";
import type { FileText } from "../text.ts";
import { assertDigest } from "./digest.ts";
import type { PublicKey } from "./public-key.ts";
import { globallySigned, parseSignature, renderSignature, type Signature } from "./signature.ts";
import { parseTrustedComment, type TrustedComment } from "./trusted-comment.ts";

export type VerifySignatureOptions = {
  /** The .minisig file. */
  readonly signature: FileText;
  /** BLAKE2b-512 of the file. */
  readonly digest: Uint8Array;
  readonly publicKey: PublicKey;
  /** SHA-256 of the file in small hexadecimal digits; compared when the trusted comment has one. */
  readonly sha256?: string;
};

/**
 * What the signer says about the content, once everything holds. Signatures of other tools are accepted in minisign's
 * form, whatever their untrusted comment and fields.
 *
 * The code says which file is at fault. The signature file: `signature-invalid`, `signature-legacy`,
 * `signature-other-key`, `signature-damaged`, `trusted-comment-invalid`. The content: `content-differs`.
 *
 * @throws Fault with one of these codes
 */
export function verifySignature(options: VerifySignatureOptions): TrustedComment {
  const { digest, publicKey, sha256 } = options;
  assertDigest(digest);
  const signature = parseSignature(options.signature);
  checkSignatureFile(signature, publicKey);
  const comment = parseTrustedComment(signature.trustedComment);
  if (!verify(null, digest, publicKey.keyObject, signature.signature)) {
    throw contentDiffers("the signature is for other content", comment);
  }
  if (sha256 !== undefined && comment.sha256 !== undefined && comment.sha256 !== sha256) {
    throw contentDiffers(`its SHA-256 is ${sha256}, ${comment.sha256} was signed`, comment);
  }
  return comment;
}

/**
 * Whether a signature file is, byte for byte, the one that we write with this key. Its untrusted comment and its key
 * id are covered by no signature; with this and `verifySignature` no bit of the file can change unseen.
 */
export function isCanonical(file: FileText, publicKey: PublicKey): boolean {
  try {
    const signature = parseSignature(file);
    return asText(file) === renderSignature({ ...signature, keyId: publicKey.keyId });
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** The file's own signature first: it tells damage to this file from a difference in the content. */
function checkSignatureFile(signature: Signature, publicKey: PublicKey): void {
  const { keyId, globalSignature } = signature;
  const holds = verify(null, globallySigned(signature), publicKey.keyObject, globalSignature);
  if (holds && keyId === publicKey.keyId) return;
  if (!holds && keyId !== publicKey.keyId) {
    throw manifestFault("signature-other-key", {
      message: `Cannot accept the signature: it was made with key "${keyId}", the key wanted is "${publicKey.keyId}"`,
      hint: "Check that signature and public key belong to the same publisher",
    });
  }
  throw manifestFault("signature-damaged", {
    message: holds
      ? `Cannot accept the signature: it names key "${keyId}" and was made with key "${publicKey.keyId}"`
      : `Cannot accept the signature: it does not hold under key "${publicKey.keyId}", which it names`,
    hint: "The signature file was changed after signing: download it again; nothing was trusted",
  });
}

function contentDiffers(state: string, comment: TrustedComment): Fault {
  return manifestFault("content-differs", {
    message: `Cannot accept "${comment.file ?? "the content"}": ${state}`,
    hint: "The content was changed or belongs to another signature: download it again; nothing was trusted",
  });
}

/** The text that `parseSignature` has already accepted. */
function asText(file: FileText): string {
  return typeof file === "string" ? file : Buffer.from(file).toString("utf8");
}
