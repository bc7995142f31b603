/** Step: the text of `checksums.txt`, which `sha256sum -c` reads. */

import { renderChecksums } from "@slipway/build";

/** One line a file, sorted. */
export function checksumsText(files: readonly { readonly file: string; readonly sha256: string }[]): string {
  return renderChecksums(new Map(files.map(({ file, sha256 }) => [file, sha256])));
}
