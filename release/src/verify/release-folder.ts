/** What verification starts from: the folder's files and, once it is trusted, the list of their digests. */

import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { parseChecksums } from "@slipway/build";
import { Fault } from "@slipway/fault";
import { isCanonical, type PublicKey, type TrustedComment, verifySignature } from "@slipway/manifest";

import { releaseFault } from "../faults.ts";
import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { digestFile, type FileDigests } from "./digests.ts";
import type { Problem } from "./findings.ts";

/** Texts that are read whole are small. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** Every entry of the folder by name, sorted by code unit. */
export function listFolder(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw releaseFault("release-not-found", {
      message: `Cannot verify "${folder}": there is no such folder`,
      hint: "Name the folder of a release, e.g. slipway verify dist/release",
    });
  }
  return readdirSync(folder).toSorted();
}

/** The digests that the checksums' signature vouches for, or the one file why there are none. */
export async function readTrustedList(
  folder: string,
  publicKey: PublicKey,
): Promise<
  | { readonly digests: ReadonlyMap<string, string>; readonly comment: TrustedComment }
  | { readonly problem: Problem }
> {
  const signatureFile = CHECKSUMS_FILE + SIGNATURE_SUFFIX;
  for (const file of [CHECKSUMS_FILE, signatureFile]) {
    const problem = textFileProblem(folder, file);
    if (problem !== undefined) return { problem: { file, text: problem } };
  }
  const found = await digestFile(join(folder, CHECKSUMS_FILE));
  try {
    const comment = checkSignature(folder, { file: CHECKSUMS_FILE, found, publicKey });
    const text = readFileSync(join(folder, CHECKSUMS_FILE), "utf8");
    return { digests: parseChecksums(text, CHECKSUMS_FILE), comment };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const atFault = error.code === "content-differs" || error.code === "pin-invalid";
    return { problem: { file: atFault ? CHECKSUMS_FILE : signatureFile, text: error.message } };
  }
}

/**
 * Checks the signature beside a file: it holds, is ours to the last bit, and is for a file of this name.
 *
 * @throws Fault of the manifest package; `content-differs` blames the file, all others its signature.
 */
export function checkSignature(
  folder: string,
  options: { readonly file: string; readonly found: FileDigests; readonly publicKey: PublicKey },
): TrustedComment {
  const { file, found, publicKey } = options;
  const name = file + SIGNATURE_SUFFIX;
  const signature = readFileSync(join(folder, name));
  const comment = verifySignature({ signature, publicKey, digest: found.blake2b512, sha256: found.sha256 });
  const wrong = !isCanonical(signature, publicKey)
    ? "it is not in the form Slipway writes"
    : comment.file === file
      ? undefined
      : `it was made for "${comment.file ?? "no name"}"`;
  if (wrong === undefined) return comment;
  throw releaseFault("release-untrusted", {
    message: `Cannot trust "${name}": ${wrong}`,
    hint: "Download it again; nothing was trusted",
  });
}

/** Why a text of the release cannot be read whole; undefined when it can. */
export function textFileProblem(folder: string, file: string): string | undefined {
  const found = lstatSync(join(folder, file), { throwIfNoEntry: false });
  if (found === undefined) return "it is missing";
  if (!found.isFile()) return "it is no file";
  return found.size > MAX_TEXT_BYTES
    ? `it has ${found.size} bytes, at most ${MAX_TEXT_BYTES} expected`
    : undefined;
}
