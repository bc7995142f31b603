/** Base64 in its one canonical form (RFC 4648 section 4): padded, no line ends, unused bits zero. */

/** The bytes of `text`, or undefined when encoding them again would not give `text`. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
