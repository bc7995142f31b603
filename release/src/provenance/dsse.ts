/** Signed envelopes of statements, one a line (DSSE 1.0.2, protocol and JSON envelope). */

import { type PublicKey, signBytes, verifyBytes } from "@slipway/manifest";

import { isPublished, publishedBytesSignature, type SigningMeans } from "../sign/published-signatures.ts";
import { PAYLOAD_TYPE, PROVENANCE_FILE } from "./names.ts";

/** The one form of an envelope that we write and read: keys in this order, no blanks, base64 with its padding. */
const ENVELOPE =
  /^\{"payload":"(?<payload>[\w+/]+={0,2})","payloadType":"(?<type>[\w./+-]+)","signatures":\[\{"keyid":"(?<keyId>[0-9A-F]{16})","sig":"(?<signature>[\w+/]{86}==)"\}\]\}$/u;

/** What is signed: type and body, each behind its length (clause "Signature Definition"). */
export function preAuthEncoding(type: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body]);
}

/** The line of a statement, without its end; the key is named as minisign shows it. */
export function sealEnvelope(statement: string, key: SigningMeans): string {
  const body = Buffer.from(statement);
  const encoded = preAuthEncoding(PAYLOAD_TYPE, body);
  const signature = Buffer.from(
    isPublished(key)
      ? publishedBytesSignature(encoded, { from: key, file: PROVENANCE_FILE })
      : signBytes(encoded, key),
  );
  return JSON.stringify({
    payload: body.toString("base64"),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: key.publicKey.keyId, sig: signature.toString("base64") }],
  });
}

/** The body of an envelope, exactly as it was signed, or why it is none that can be trusted. */
export function openEnvelope(
  line: string,
  publicKey: PublicKey,
): { readonly body: Buffer } | { readonly problem: string } {
  const { payload = "", type, keyId, signature = "" } = ENVELOPE.exec(line)?.groups ?? {};
  const body = bytesOf(payload);
  const signed = bytesOf(signature);
  if (body === undefined || signed === undefined || payload === "")
    return { problem: "it is no envelope in the form Slipway writes" };
  if (type !== PAYLOAD_TYPE) return { problem: `its payload is "${type}", "${PAYLOAD_TYPE}" is wanted` };
  if (keyId !== publicKey.keyId)
    return { problem: `it names key "${keyId}", the key wanted is "${publicKey.keyId}"` };
  const holds = verifyBytes(preAuthEncoding(type, body), { signature: signed, publicKey });
  return holds ? { body } : { problem: `its signature does not hold under key "${keyId}"` };
}

/** Undefined for base64 that would be written differently. */
function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : undefined;
}
