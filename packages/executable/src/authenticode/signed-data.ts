/**
 * What the certificate of a PE file says, after Microsoft's "Windows Authenticode Portable Executable Signature Format"
 * and RFC 2315 (PKCS #7 `SignedData`).
 */

import { contextTag, DER, derChildren, derObjectId, type DerValue, derValue } from "./der.ts";

export type SignedData = {
  /** The hash over the file: its name as `node:crypto` spells it, and what it was when the file was signed. */
  readonly algorithm: string;
  readonly fileDigest: Uint8Array;
  /** What the signature was made over stands in here; its hash is `contentDigest`. */
  readonly content: Uint8Array;
  readonly contentAlgorithm: string;
  readonly contentDigest: Uint8Array;
  /** The subject's common name. */
  readonly signer: string | undefined;
};

const SIGNED_DATA = "2a864886f70d010702";
const INDIRECT_DATA = "2b060104018237020104";
const MESSAGE_DIGEST = "2a864886f70d010904";
const COMMON_NAME = "550403";
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["2b0e03021a", "sha1"],
  ["608648016503040201", "sha256"],
  ["608648016503040202", "sha384"],
  ["608648016503040203", "sha512"],
]);
const UTF16_TEXT = 0x1e;

/** Undefined where `certificate` holds nothing of the kind. */
export function signedData(certificate: Uint8Array): SignedData | undefined {
  const [type, wrapped] = derChildren(derValue(certificate));
  if (derObjectId(type) !== SIGNED_DATA) return undefined;
  const parts = derChildren(derChildren(wrapped)[0]);
  const [contentType, content] = derChildren(parts[2]);
  if (derObjectId(contentType) !== INDIRECT_DATA) return undefined;
  const indirect = derChildren(content)[0];
  const [digestAlgorithm, fileDigest] = derChildren(derChildren(indirect)[1]);
  const signer = signerOf(parts);
  const algorithm = algorithmOf(digestAlgorithm);
  if (indirect === undefined || algorithm === undefined || signer === undefined) return undefined;
  if (fileDigest?.tag !== DER.octets) return undefined;
  return {
    algorithm,
    fileDigest: fileDigest.content,
    content: indirect.content,
    contentAlgorithm: signer.algorithm,
    contentDigest: signer.digest,
    signer: signer.name,
  };
}

type Signer = {
  readonly algorithm: string;
  readonly digest: Uint8Array;
  readonly name: string | undefined;
};

/** `signerInfos` is the last part; Authenticode has exactly one in it. */
function signerOf(parts: readonly DerValue[]): Signer | undefined {
  const infos = derChildren(parts.at(-1));
  const [, issuerAndSerial, digestAlgorithm, attributes] = derChildren(infos[0]);
  const algorithm = algorithmOf(digestAlgorithm);
  if (infos.length !== 1 || algorithm === undefined || attributes?.tag !== contextTag(0)) return undefined;
  const attribute = derChildren(attributes).find(
    (one) => derObjectId(derChildren(one)[0]) === MESSAGE_DIGEST,
  );
  const digest = derChildren(derChildren(attribute)[1])[0];
  if (digest?.tag !== DER.octets) return undefined;
  const certificates = derChildren(parts.find(({ tag }) => tag === contextTag(0)));
  return { algorithm, digest: digest.content, name: subjectOf(certificates, issuerAndSerial) };
}

/** The common name in the certificate that `issuerAndSerial` speaks of. */
function subjectOf(
  certificates: readonly DerValue[],
  issuerAndSerial: DerValue | undefined,
): string | undefined {
  const [issuer, serial] = derChildren(issuerAndSerial);
  if (issuer === undefined || serial === undefined) return undefined;
  for (const certificate of certificates) {
    const fields = derChildren(derChildren(certificate)[0]);
    // The version, `[0]`, is not there in certificates of version 1.
    const [ownSerial, , ownIssuer, , subject] = fields[0]?.tag === contextTag(0) ? fields.slice(1) : fields;
    if (!same(ownSerial, serial) || !same(ownIssuer, issuer)) continue;
    for (const names of derChildren(subject)) {
      for (const name of derChildren(names)) {
        const [type, value] = derChildren(name);
        if (derObjectId(type) === COMMON_NAME && value !== undefined) return textOf(value);
      }
    }
  }
  return undefined;
}

function textOf(value: DerValue): string {
  const bytes = Buffer.from(value.content);
  if (value.tag !== UTF16_TEXT) return bytes.toString("utf8");
  return (bytes.length % 2 === 0 ? bytes.swap16() : bytes).toString("utf16le");
}

function same(one: DerValue | undefined, other: DerValue): boolean {
  return one !== undefined && Buffer.from(one.encoded).equals(other.encoded);
}

function algorithmOf(identifier: DerValue | undefined): string | undefined {
  const objectId = derObjectId(derChildren(identifier)[0]);
  return objectId === undefined ? undefined : ALGORITHMS.get(objectId);
}
