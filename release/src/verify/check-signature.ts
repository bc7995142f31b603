/** Checks the signature beside a file of the release. */

import { isCanonical, type PublicKey, type TrustedComment, verifySignature } from "@slipway/manifest";

import { releaseFault } from "../faults.ts";
import { SIGNATURE_SUFFIX } from "../plan/plan.ts";
import type { FileDigests } from "./digests.ts";
import { readTextFile } from "./release-folder.ts";

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
  const signature = readTextFile(folder, name);
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
