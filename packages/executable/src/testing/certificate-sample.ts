/** Signatures that hold, made with a key and a certificate that exist as long as the test does. */

import { createHash, generateKeyPairSync, sign } from "node:crypto";

import { joined } from "./fields.ts";

export type CmsSample = {
  /** The common name; without one, the certificate has no name. */
  readonly signer?: string;
  /** What stands where the digest of the signed content belongs. */
  readonly contentDigest?: Uint8Array;
  /** What stands where the signature belongs. */
  readonly signature?: Uint8Array;
  readonly hasCertificate?: boolean;
};

export type CertificateSample = CmsSample & {
  /** SHA-256 of the file. */
  readonly digest: Uint8Array;
};

const KEY = generateKeyPairSync("ec", { namedCurve: "P-256" });
const SHA256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const DATA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const SIGNED_DATA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const CONTENT_TYPE = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const INDIRECT_DATA = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x04];
const COMMON_NAME = [0x55, 0x04, 0x03];
const ISSUER = name("A test issuer");
const SERIAL = value(0x02, Uint8Array.from([1, 2, 3]));

/** An Authenticode signature: one over `SpcIndirectDataContent`, which stands in it. */
export function certificateSample(sample: CertificateSample): Uint8Array {
  const content = joined([sequence(), sequence(sequence(objectId(SHA256)), value(0x04, sample.digest))]);
  const signed = sequence(objectId(INDIRECT_DATA), context(0, value(0x30, content)));
  return signedData({ ...sample, type: INDIRECT_DATA, content, signed });
}

/** A signature over `content`, which stands elsewhere, as in an executable for macOS. */
export function cmsSample(content: Uint8Array, sample: CmsSample = {}): Uint8Array {
  return signedData({ ...sample, type: DATA, content, signed: sequence(objectId(DATA)) });
}

function signedData(
  sample: CmsSample & {
    readonly type: readonly number[];
    readonly content: Uint8Array;
    readonly signed: Uint8Array;
  },
): Uint8Array {
  const version = value(0x02, Uint8Array.from([1]));
  const algorithm = sequence(objectId(SHA256));
  const digest = sample.contentDigest ?? createHash("sha256").update(sample.content).digest();
  const attributes = [
    sequence(objectId(CONTENT_TYPE), set(objectId(sample.type))),
    sequence(objectId(MESSAGE_DIGEST), set(value(0x04, digest))),
  ];
  const signature = sample.signature ?? sign("sha256", set(...attributes), KEY.privateKey);
  const signerInfo = sequence(
    version,
    sequence(ISSUER, SERIAL),
    algorithm,
    context(0, ...attributes),
    sequence(objectId(ECDSA_WITH_SHA256)),
    value(0x04, signature),
  );
  const certificates = sample.hasCertificate === false ? [] : [context(0, certificate(sample.signer))];
  const parts = [version, set(algorithm), sample.signed, ...certificates, set(signerInfo)];
  return sequence(objectId(SIGNED_DATA), context(0, sequence(...parts)));
}

/** An X.509 certificate of version 3, from 2020 to 2049. */
function certificate(signer?: string): Uint8Array {
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const fields = sequence(
    context(0, value(0x02, Uint8Array.from([2]))),
    SERIAL,
    algorithm,
    ISSUER,
    sequence(time("200101000000Z"), time("491231235959Z")),
    signer === undefined ? sequence() : name(signer),
    KEY.publicKey.export({ type: "spki", format: "der" }),
  );
  return sequence(fields, algorithm, bits(sign("sha256", fields, KEY.privateKey)));
}

/** Tag, length in the shortest form, value. */
export function value(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let left = content.length; left > 0; left >>>= 8) length.unshift(left & 0xff);
  const header = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 + length.length, ...length];
  return joined([Uint8Array.from(header), content]);
}

function name(commonName: string): Uint8Array {
  return sequence(set(sequence(objectId(COMMON_NAME), value(0x0c, new TextEncoder().encode(commonName)))));
}

function time(text: string): Uint8Array {
  return value(0x17, new TextEncoder().encode(text));
}

function bits(content: Uint8Array): Uint8Array {
  return value(0x03, joined([new Uint8Array(1), content]));
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return value(0x30, joined(parts));
}

function set(...parts: readonly Uint8Array[]): Uint8Array {
  return value(0x31, joined(parts));
}

function context(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return value(0xa0 + number, joined(parts));
}

function objectId(bytes: readonly number[]): Uint8Array {
  return value(0x06, Uint8Array.from(bytes));
}
