/** Signatures of a release that is published, taken over by who makes it again: no secret key is needed to compare. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { Fault } from "@slipway/fault";
import {
  isCanonical,
  parseSignature,
  type PublicKey,
  type SecretKey,
  verifyBytes,
  verifySignature,
} from "@slipway/manifest";

import { SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { signFault } from "./faults.ts";

/** Stands where a key does. Every signature has to hold, under this key, for what is made here. */
export type PublishedSignatures = {
  readonly publicKey: PublicKey;
  /** Absolute path of a folder with the files of the published release. */
  readonly folder: string;
};

/** What a release is signed with. */
export type SigningMeans = SecretKey | PublishedSignatures;

/** A signature is four lines, and the largest provenance has a few megabytes. */
const READ_BYTES = 16 * 1024 * 1024;

/** True for signatures that were made earlier. */
export function isPublished(means: SigningMeans): means is PublishedSignatures {
  return "folder" in means;
}

/**
 * The text of the published signature of a file.
 *
 * @throws Fault `signature-unfit` when there is none, or it is not for this content and comment.
 */
export function publishedSignature(
  file: { readonly file: string; readonly blake2b512: Uint8Array; readonly sha256: string },
  options: { readonly from: PublishedSignatures; readonly trustedComment: string },
): string {
  const { folder, publicKey } = options.from;
  const text = readPublished(join(folder, file.file + SIGNATURE_SUFFIX));
  try {
    verifySignature({ signature: text, digest: file.blake2b512, sha256: file.sha256, publicKey });
  } catch (error) {
    if (error instanceof Fault)
      throw unfit(file.file, "it does not hold for the file that was made here", error);
    throw error;
  }
  if (parseSignature(text).trustedComment !== options.trustedComment || !isCanonical(text, publicKey))
    throw unfit(file.file, "it says something else of the file than what was made here would");
  return text;
}

/**
 * The published signature over `bytes`, from the envelopes in a file: the one among them that holds.
 *
 * @throws Fault `signature-unfit`
 */
export function publishedBytesSignature(
  bytes: Uint8Array,
  options: { readonly from: PublishedSignatures; readonly file: string },
): Uint8Array {
  const { folder, publicKey } = options.from;
  const text = readPublished(join(folder, options.file));
  for (const [, base64 = ""] of text.matchAll(/"sig":"([\w+/]{86}==)"/gu)) {
    const signature = Buffer.from(base64, "base64");
    if (verifyBytes(bytes, { signature, publicKey })) return signature;
  }
  throw unfit(options.file, "none of its signatures holds for what was made here");
}

function readPublished(path: string): string {
  const found = existsSync(path) ? statSync(path) : undefined;
  if (found?.isFile() === true && found.size <= READ_BYTES) return readFileSync(path, "utf8");
  throw unfit(basename(path), found === undefined ? "there is no such file" : "it is no file of that kind");
}

function unfit(file: string, found: string, cause?: Fault): Fault {
  return signFault("signature-unfit", {
    message: `Cannot take over the published signature of "${file}": ${found}`,
    details: cause === undefined ? [] : [cause.message],
    hint: "Compare both files; the same sources, configuration and tools make the same bytes",
    ...(cause === undefined ? {} : { cause }),
  });
}
