/** What keeps a printed text from being the same on every machine, or from being a text at all. */

import { MAX_PRINTED_BYTES } from "./limits.ts";
import type { PrintedKind } from "./declared-texts.ts";

/** A macro that begins every man page: of man(7) or of mdoc(7). */
const MAN_PAGE = /^\.(?:TH|Dd)[ \t]/mu;

/** Shorter names are part of too much else. */
const LEAST_NAME_LENGTH = 4;

/** What decoding puts in place of what is not UTF-8. */
const REPLACEMENT = "\uFFFD";

/**
 * The first problem of a text as it was decoded, e.g. `it has carriage returns, wanted line feeds alone`; `places` are
 * paths of this machine, and `machine` is its name, which must not be in it.
 */
export function textProblem(
  text: string,
  options: {
    readonly kind: PrintedKind;
    readonly places: readonly string[];
    readonly machine: string;
  },
): string | undefined {
  const { kind, places, machine } = options;
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
  if (hasName(text, machine))
    return `it has the name of this machine "${machine}" in it, wanted the same text on every machine`;
  if (kind === "man" && !MAN_PAGE.test(text)) return "it has no line .TH or .Dd, wanted a man page in roff";
  return undefined;
}

/** A name of letters alone may be any word; what has digits or hyphens in it is a machine's. */
function hasName(text: string, machine: string): boolean {
  return (
    machine.length >= LEAST_NAME_LENGTH &&
    /[^a-z]/iu.test(machine) &&
    text.split(/[^\w.-]+/u).some((word) => word === machine || word.startsWith(`${machine}.`))
  );
}
