/** Identifiers that depend on content alone. */

import { sha256Text } from "@slipway/build";

/** A UUID made of a text's SHA-256: version 8, whose bits are free (RFC 9562, section 5.8). */
export function nameUuid(text: string): string {
  const bytes = Buffer.from(sha256Text(text).slice(0, 32), "hex");
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
