/** Texts that belong to a build, kept below `dist` by digest: the record names them, and a release takes them. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { sha256Text } from "./hash-file.ts";
import { writeWhole } from "./write-file.ts";

/** Licences of packages, or what apps print of themselves; each kind has a folder of its own. */
type TextKind = "licenses" | "printed";

/** A text by its digest. */
export type KeptText = { readonly kind: TextKind; readonly sha256: string; readonly text: string };

/** Keeps a text; a file of its name holds nothing else. */
export function keepText(dist: string, { kind, sha256, text }: KeptText): void {
  const path = keptPath(dist, { kind, sha256 });
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeWhole(path, text);
}

/** A text that was kept; undefined when it is gone or is another one. */
export function findText(dist: string, named: Omit<KeptText, "text">): string | undefined {
  const path = keptPath(dist, named);
  const found = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  return found !== undefined && sha256Text(found) === named.sha256 ? found : undefined;
}

/** Absolute path of a text below `dist`. */
export function keptPath(dist: string, { kind, sha256 }: Omit<KeptText, "text">): string {
  return join(dist, ".cache", kind, `${sha256}.txt`);
}
