/** Foreign bytes, made fit to be shown: cut, and without anything a terminal would obey. */

/** Text in quotes with control characters and broken UTF-8 escaped. */
export function excerptOf(bytes: Uint8Array, { maxBytes }: { readonly maxBytes: number }): string {
  if (bytes.length === 0) return "nothing";
  const isCut = bytes.length > maxBytes;
  return `"${printable(new TextDecoder().decode(bytes.subarray(0, maxBytes)))}"${isCut ? "…" : ""}`;
}

/** The text with everything that is not to be seen as it is written in JSON; tabs are kept. */
export function printable(text: string): string {
  // Control, format (direction marks among them), surrogate, private use; line and paragraph separators.
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{FFFD}]/gu, (found) =>
    found === "\t" ? found : escaped(found),
  );
}

function escaped(found: string): string {
  if (found === "\n") return String.raw`\n`;
  if (found === "\r") return String.raw`\r`;
  return String.raw`\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;
}
