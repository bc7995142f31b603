/** What the certificate of a PE file says, after Microsoft's "Windows Authenticode Portable Executable Signature Format". */

import { cmsSignature, type CmsSigner, hashOf } from "../cms/cms-signature.ts";
import { DER, derChildren } from "../cms/der.ts";

export type IndirectData = {
  /** The hash over the file: its name as `node:crypto` spells it, and what it was when the file was signed. */
  readonly algorithm: string;
  readonly fileDigest: Uint8Array;
  /** What the signature was made over. */
  readonly content: Uint8Array;
  readonly signer: CmsSigner;
};

const INDIRECT_DATA = "2b060104018237020104";

/** Undefined where `certificate` holds nothing of the kind. */
export function indirectData(certificate: Uint8Array): IndirectData | undefined {
  const cms = cmsSignature(certificate);
  if (cms?.content === undefined || cms.contentType !== INDIRECT_DATA) return undefined;
  const { content, signer } = cms;
  const [digestAlgorithm, fileDigest] = derChildren(derChildren(content)[1]);
  const algorithm = hashOf(digestAlgorithm);
  if (algorithm === undefined || fileDigest?.tag !== DER.octets) return undefined;
  return { algorithm, fileDigest: fileDigest.content, content: content.content, signer };
}
