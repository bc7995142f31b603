/** Text from outside: bounded, real Unicode, and the same bytes when written again. */

import type { Fault } from "@slipway/fault";

/** A file's content, as text or as its bytes. */
export type FileText = string | Uint8Array;

/**
 * The text of `file`. A byte order mark stays in the text and bytes that are no UTF-8 are refused, so that equal
 * texts mean equal bytes.
 *
 * @throws what `refuse` makes of the state found
 */
export function textOf(
  file: FileText,
  options: { readonly maxBytes: number; readonly refuse: (state: string) => Fault },
): string {
  const { maxBytes, refuse } = options;
  if (file.length > maxBytes) throw refuse(`larger than ${maxBytes} bytes`);
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  if (bytes.length > maxBytes) throw refuse(`larger than ${maxBytes} bytes`);
  const text = typeof file === "string" ? file : decoded(file);
  if (text === undefined || !text.isWellFormed()) throw refuse("not UTF-8 text");
  return text;
}

/** Whether `text` has a control character or an exotic line end; a tab counts only when not `tabs`. */
export function hasControls(text: string, options: { readonly tabs: boolean }): boolean {
  const rest = options.tabs ? text.replaceAll("\t", "") : text;
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(rest);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The reason is always the same one: the bytes are no UTF-8.
    return undefined;
  }
}
