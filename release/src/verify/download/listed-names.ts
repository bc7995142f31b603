/** Which names a downloaded list may have: those that are files beside it, one each, on every system. */

import { foldedName } from "../../pack/names.ts";
import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../../plan/plan.ts";
import type { Problem } from "../findings.ts";
import { LIMITS } from "./limits.ts";

/** As Slipway names files; no path, no device of Windows, nothing hidden. */
const NAME = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z\d](?:[\w.+-]{0,198}[\w+-])?$/iu;

/** What is wrong with the names in the list of digests. */
export function nameProblems(names: readonly string[]): readonly Problem[] {
  if (names.length > LIMITS.files)
    return [
      { file: CHECKSUMS_FILE, text: `it lists ${names.length} files, at most ${LIMITS.files} expected` },
    ];
  const taken = new Set([CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX]);
  return names.flatMap((name) => {
    const folded = foldedName(name);
    const isTaken = taken.has(folded);
    taken.add(folded);
    if (NAME.test(name) && !isTaken) return [];
    const wrong = isTaken ? "which is taken by another file" : "which is no name of a release's file";
    return [{ file: CHECKSUMS_FILE, text: `it lists ${JSON.stringify(name)}, ${wrong}` }];
  });
}
