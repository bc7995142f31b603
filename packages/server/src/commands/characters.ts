/** How long texts are for those who declare commands. */

/** Characters as JSON Schema counts them (RFC 8259, section 7, by code points), not UTF-16 code units. */
export function characterCount(text: string): number {
  return text.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, "_").length;
}
