/** An Authenticode signature with right digests and no key: the reader does not judge what is signed with the key. */

import { createHash } from "node:crypto";

import { joined } from "./fields.ts";

export type CertificateSample = {
  readonly digest: Uint8Array;
  /** The common name; without one, the certificate has no name. */
  readonly signer?: string;
  /** What stands where the digest of the signed content belongs. */
  readonly contentDigest?: Uint8Array;
};

const SHA256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SIGNED_DATA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const MESSAGE_DIGEST = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const INDIRECT_DATA = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x04];
const COMMON_NAME = [0x55, 0x04, 0x03];

/** PKCS #7 `SignedData` over `SpcIndirectDataContent`. */
export function certificateSample(sample: CertificateSample): Uint8Array {
  const algorithm = sequence(objectId(SHA256));
  const content = joined([sequence(), sequence(algorithm, value(0x04, sample.digest))]);
  const digest = sample.contentDigest ?? createHash("sha256").update(content).digest();
  const issuer = name("A test issuer");
  const serial = value(0x02, Uint8Array.from([1, 2, 3]));
  const subject = sample.signer === undefined ? sequence() : name(sample.signer);
  const fields = [
    context(0, value(0x02, Uint8Array.from([2]))),
    serial,
    sequence(),
    issuer,
    sequence(),
    subject,
  ];
  const attribute = sequence(objectId(MESSAGE_DIGEST), set(value(0x04, digest)));
  const signerInfo = sequence(
    value(0x02, Uint8Array.from([1])),
    sequence(issuer, serial),
    algorithm,
    context(0, attribute),
  );
  const signedData = sequence(
    value(0x02, Uint8Array.from([1])),
    set(algorithm),
    sequence(objectId(INDIRECT_DATA), context(0, value(0x30, content))),
    context(0, sequence(sequence(...fields))),
    set(signerInfo),
  );
  return sequence(objectId(SIGNED_DATA), context(0, signedData));
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
