/** Which names an archive may hold: those that mean the same file, inside the folder, on every system. */

import { LIMITS } from "./limits.ts";

/** What is wrong with a name in an archive, e.g. `it contains ".."`; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  const parts = name.split("/");
  if (name === "") return "it is empty";
  if (name.startsWith("/") || /^[A-Za-z]:/u.test(name)) return "it is absolute";
  if (name.includes("\\")) return "it contains a backslash";
  if (parts.includes("")) return "it contains an empty part";
  if (parts.includes("..") || parts.includes(".")) return 'it contains "." or ".."';
  if (/\p{Cc}/u.test(name)) return "it contains a control character";
  if (!name.isWellFormed()) return "it is not well-formed Unicode";
  if (Buffer.byteLength(name) > LIMITS.nameBytes) return `it is longer than ${LIMITS.nameBytes} bytes`;
  return undefined;
}

/** The form in which names are the same file on a system that ignores case (Windows, macOS). */
export function foldedName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Every folder a name lies in, outermost first: `a/b/c` lies in `a` and `a/b`. */
export function foldersOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Compares by UTF-16 code unit, never by locale. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
