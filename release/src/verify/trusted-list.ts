/** The list of digests, once its signature holds under the key to trust. */

import { join } from "node:path";

import { parseChecksums } from "@slipway/build";
import { Fault } from "@slipway/fault";
import { parseSignature, type PublicKey, type TrustedComment } from "@slipway/manifest";

import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { isSnapshotKey, snapshotPublicKey } from "../sign/signing-key.ts";
import { checkSignature } from "./check-signature.ts";
import { digestFile } from "./digests.ts";
import type { Problem } from "./findings.ts";
import { checksumsProblem, readTextFile } from "./release-folder.ts";

/**
 * Where the key to trust comes from: named by whoever verifies, configured by the project, or, where neither is, the
 * public test key. It decides what is said when another key signed, and nothing else.
 */
export type KeyOrigin = "named" | "configured" | "assumed";

/** The key to trust. */
export type TrustedKey = { readonly publicKey: PublicKey; readonly origin: KeyOrigin };

/** What the signature of the checksums vouches for. */
export type TrustedList = {
  readonly version: string;
  readonly digests: ReadonlyMap<string, string>;
  /** The SHA-256 of the list itself, which stands for all of them. */
  readonly checksums: string;
};

const SIGNATURE_FILE = CHECKSUMS_FILE + SIGNATURE_SUFFIX;
/** In every snapshot's version, and in no other: see `releaseIdentity`. */
export const SNAPSHOT_MARK = "-snapshot.";

/** The digests that the checksums' signature vouches for, or the one file why there are none. */
export async function readTrustedList(
  folder: string,
  key: TrustedKey,
): Promise<TrustedList | { readonly problem: Problem }> {
  const problem = checksumsProblem(folder);
  if (problem !== undefined) return { problem };
  const found = await digestFile(join(folder, CHECKSUMS_FILE));
  let comment: TrustedComment;
  try {
    comment = checkSignature(folder, { file: CHECKSUMS_FILE, found, publicKey: key.publicKey });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const file = error.code === "content-differs" ? CHECKSUMS_FILE : SIGNATURE_FILE;
    return { problem: { file, text: otherKeyText(error, { folder, key }) ?? error.message } };
  }
  const { version = "" } = comment;
  if (isSnapshotKey(key.publicKey) && !version.includes(SNAPSHOT_MARK)) {
    const text = `it is signed with the public test key, for version "${version}", which is no snapshot's`;
    return { problem: { file: SIGNATURE_FILE, text } };
  }
  return withDigests(folder, { version, checksums: found.sha256 });
}

/** What is wrong with the list where it is not the very one that is wanted: a key signs many. */
export function otherListProblem(
  { checksums }: TrustedList,
  wanted: string | undefined,
): Problem | undefined {
  if (wanted === undefined || checksums === wanted) return undefined;
  return { file: CHECKSUMS_FILE, text: `its SHA-256 is ${checksums}, wanted ${wanted}` };
}

function withDigests(
  folder: string,
  said: Pick<TrustedList, "version" | "checksums">,
): TrustedList | { readonly problem: Problem } {
  try {
    const text = readTextFile(folder, CHECKSUMS_FILE).toString("utf8");
    return { ...said, digests: parseChecksums(text, CHECKSUMS_FILE) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const text = error.message.replace(`Cannot read "${CHECKSUMS_FILE}": `, "");
    return { problem: { file: CHECKSUMS_FILE, text } };
  }
}

/** What to say when the signature names another key than the one to trust, and is not of that one either. */
function otherKeyText(
  fault: Fault,
  options: { readonly folder: string; readonly key: TrustedKey },
): string | undefined {
  const { folder, key } = options;
  if (fault.code !== "signature-other-key") return undefined;
  const { keyId } = parseSignature(readTextFile(folder, SIGNATURE_FILE));
  if (keyId === snapshotPublicKey().keyId) {
    const text = `it is signed with the public test key, wanted ${key.publicKey.keyId}`;
    return key.origin === "configured" ? `${text}, the key of the project; --snapshot accepts it` : text;
  }
  return key.origin === "assumed"
    ? `it names key ${keyId}, which is not known; --public-key says which key to trust`
    : undefined;
}
