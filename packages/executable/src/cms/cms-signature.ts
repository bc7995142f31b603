/** The form of signatures that both Windows and macOS use: `SignedData` of RFC 2315 (PKCS #7) and RFC 5652 (CMS). */

import { createHash, type KeyObject, verify, X509Certificate } from "node:crypto";

import { contextTag, DER, derChildren, derObjectId, type DerValue, derValue } from "./der.ts";

export type CmsSignature = {
  /** The object identifier of what was signed, in hexadecimal. */
  readonly contentType: string | undefined;
  /** What was signed; undefined where it stands outside of the signature. */
  readonly content: DerValue | undefined;
  readonly signer: CmsSigner;
};

export type CmsSigner = {
  /** How `node:crypto` spells the hash that content and attributes are signed by. */
  readonly algorithm: string;
  /** The hash of what was signed, one of the attributes. */
  readonly contentDigest: Uint8Array;
  /** `signedAttrs` as they are signed: as a set, not as the field they are. */
  readonly attributes: Uint8Array;
  readonly signature: Uint8Array;
  /** The signer's own; undefined where it is not among those that came along. */
  readonly certificate: DerValue | undefined;
};

const SIGNED_DATA = "2a864886f70d010702";
const MESSAGE_DIGEST = "2a864886f70d010904";
const COMMON_NAME = "550403";
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["2b0e03021a", "sha1"],
  ["608648016503040201", "sha256"],
  ["608648016503040202", "sha384"],
  ["608648016503040203", "sha512"],
]);
const UTF16_TEXT = 0x1e;

/** Undefined where `content` begins with no signature by exactly one signer over attributes. */
export function cmsSignature(content: Uint8Array): CmsSignature | undefined {
  const [type, wrapped] = derChildren(derValue(content));
  if (derObjectId(type) !== SIGNED_DATA) return undefined;
  const parts = derChildren(derChildren(wrapped)[0]);
  const [contentType, signed] = derChildren(parts[2]);
  const signer = signerOf(parts);
  if (signer === undefined) return undefined;
  return { contentType: derObjectId(contentType), content: derChildren(signed)[0], signer };
}

/**
 * A sentence for each thing that is wrong with a signature over `content`: RSA with PKCS #1 v1.5, and ECDSA. Whether the
 * certificate is to be trusted is not judged.
 */
export function cmsProblems(signer: CmsSigner, content: Uint8Array): readonly string[] {
  const digest = createHash(signer.algorithm).update(content).digest();
  const isContent = digest.equals(signer.contentDigest);
  return [
    ...(isContent ? [] : ["the signed content is not what was signed"]),
    ...(signer.certificate === undefined ? ["it carries no certificate of its signer"] : []),
    ...(signer.certificate === undefined || isMadeWith(signer.certificate, signer)
      ? []
      : ["its signature was not made with its certificate's key"]),
  ];
}

/** The subject's common name. */
export function commonNameOf(certificate: DerValue | undefined): string | undefined {
  for (const names of derChildren(certificateFields(certificate)[4])) {
    for (const name of derChildren(names)) {
      const [type, value] = derChildren(name);
      if (derObjectId(type) === COMMON_NAME && value !== undefined) return textOf(value);
    }
  }
  return undefined;
}

/** How `node:crypto` spells the hash that an `AlgorithmIdentifier` names. */
export function hashOf(identifier: DerValue | undefined): string | undefined {
  const objectId = derObjectId(derChildren(identifier)[0]);
  return objectId === undefined ? undefined : ALGORITHMS.get(objectId);
}

/** `signerInfos` is the last part; more than one signer there is in neither system. */
function signerOf(parts: readonly DerValue[]): CmsSigner | undefined {
  const infos = derChildren(parts.at(-1));
  const [, issuerAndSerial, digestAlgorithm, attributes, , signature] = derChildren(infos[0]);
  const algorithm = hashOf(digestAlgorithm);
  if (infos.length !== 1 || algorithm === undefined || attributes?.tag !== contextTag(0)) return undefined;
  const attribute = derChildren(attributes).find(
    (one) => derObjectId(derChildren(one)[0]) === MESSAGE_DIGEST,
  );
  const digest = derChildren(derChildren(attribute)[1])[0];
  if (digest?.tag !== DER.octets || signature?.tag !== DER.octets) return undefined;
  const certificates = derChildren(parts.find(({ tag }) => tag === contextTag(0)));
  return {
    algorithm,
    contentDigest: digest.content,
    attributes: attributes.encoded.with(0, DER.set),
    signature: signature.content,
    certificate: certificates.find((one) => isSpokenOf(one, issuerAndSerial)),
  };
}

function isSpokenOf(certificate: DerValue, issuerAndSerial: DerValue | undefined): boolean {
  const [issuer, serial] = derChildren(issuerAndSerial);
  const [ownSerial, , ownIssuer] = certificateFields(certificate);
  return isSame(ownSerial, serial) && isSame(ownIssuer, issuer);
}

/** Serial, algorithm, issuer, validity, subject; the version before them is not there in certificates of version 1. */
function certificateFields(certificate: DerValue | undefined): readonly DerValue[] {
  const fields = derChildren(derChildren(certificate)[0]);
  return fields[0]?.tag === contextTag(0) ? fields.slice(1) : fields;
}

function isSame(one: DerValue | undefined, other: DerValue | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.from(one.encoded).equals(other.encoded);
}

function isMadeWith(certificate: DerValue, signer: CmsSigner): boolean {
  const key = publicKeyOf(certificate);
  if (key === undefined) return false;
  try {
    return verify(signer.algorithm, signer.attributes, key, signer.signature);
  } catch {
    // A key of a kind that makes no such signatures.
    return false;
  }
}

function publicKeyOf(certificate: DerValue): KeyObject | undefined {
  try {
    return new X509Certificate(certificate.encoded).publicKey;
  } catch {
    return undefined;
  }
}

function textOf(value: DerValue): string {
  const bytes = Buffer.from(value.content);
  if (value.tag !== UTF16_TEXT) return bytes.toString("utf8");
  return (bytes.length % 2 === 0 ? bytes.swap16() : bytes).toString("utf16le");
}
