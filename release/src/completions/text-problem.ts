/** What keeps a printed text from being a file of a release. */

import { MAX_PRINTED_BYTES } from "./limits.ts";
import type { PrintedKind } from "./printed-files.ts";

/** A macro that begins every man page: of man(7) or of mdoc(7). */
const MAN_PAGE = /^\.(?:TH|Dd)[ \t]/mu;

/** What decoding puts in place of what is not UTF-8. */
const REPLACEMENT = "\uFFFD";

/**
 * The first problem of a text as it was decoded, e.g. `it has carriage returns, wanted line feeds alone`; `places` are
 * paths of this machine, which must not be in it.
 */
export function textProblem(
  text: string,
  options: { readonly kind: PrintedKind; readonly places: readonly string[] },
): string | undefined {
  const { kind, places } = options;
  if (text.trim() === "") return "it is empty, wanted a text on standard output";
  if (Buffer.byteLength(text) > MAX_PRINTED_BYTES)
    return `it is too long, wanted ${MAX_PRINTED_BYTES} bytes at most`;
  if (text.includes(REPLACEMENT)) return "it is not UTF-8, wanted UTF-8";
  if (text.includes("\r")) return "it has carriage returns, wanted line feeds alone";
  const control = /[^\P{Cc}\t\n]/u.exec(text);
  if (control !== null) return `it has ${JSON.stringify(control[0])} in it, wanted no control characters`;
  const place = places.find((path) => text.includes(path) || text.includes(path.replaceAll("\\", "\\\\")));
  if (place !== undefined)
    return `it has the path of this machine "${place}" in it, wanted the same text on every machine`;
  if (kind === "man" && !MAN_PAGE.test(text)) return "it has no line .TH or .Dd, wanted a man page in roff";
  return undefined;
}
