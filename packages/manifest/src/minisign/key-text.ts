/** What public and secret key files have in common: a comment line and a line of base64. */

import type { Fault } from "@slipway/fault";

import { bytesOfBase64 } from "../base64.ts";
import { LIMITS } from "../limits.ts";
import { type FileText, textOf } from "../text.ts";

export const UNTRUSTED_PREFIX = "untrusted comment: ";

/**
 * The bytes of a key file, or of its second line alone. Windows line ends and a missing last one are accepted, as
 * by minisign: keys are kept in places that change them.
 *
 * @throws what `refuse` makes of the state found
 */
export function keyBytesOf(
  file: FileText,
  options: { readonly sizeBytes: number; readonly refuse: (state: string) => Fault },
): Buffer {
  const { sizeBytes, refuse } = options;
  const text = textOf(file, { maxBytes: LIMITS.keyFileBytes, refuse });
  const lines = text.replace(/\r?\n$/u, "").split(/\r?\n/u);
  const [first = "", second] = lines;
  if (lines.length > 2) throw refuse(`${lines.length} lines`);
  if (second !== undefined && !first.startsWith(UNTRUSTED_PREFIX))
    throw refuse("no comment in the first line");
  const bytes = bytesOfBase64(second ?? first);
  if (bytes === undefined) throw refuse("not base64");
  if (bytes.length !== sizeBytes) throw refuse(`${bytes.length} bytes of base64, not ${sizeBytes}`);
  return bytes;
}
