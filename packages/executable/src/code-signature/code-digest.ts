/** What of a macOS executable a signature vouches for. */

import { createHash } from "node:crypto";

import { eachChunk } from "../chunks.ts";
import type { Region } from "../facts.ts";
import { MACHO_HEADER_BYTES } from "../macho-commands.ts";
import { sliceOf, withSource } from "../source.ts";
import { type ImageLayout, readImageLayout } from "./image-layout.ts";

/**
 * SHA-256, in lower-case hex, of all that comes before the signature of the Mach-O image in `slice` of the file at
 * `path`, but for the three fields that say how large the signature is and `__LINKEDIT` with it. Signing anew changes
 * nothing else (`codesign_allocate` of Apple's cctools), so that the digest stays as it is.
 *
 * @throws Fault `not-an-executable`, `executable-unsupported`, `executable-truncated`, `executable-damaged`,
 * `executable-unreadable`.
 */
export function codeDigest(path: string, slice: Region): Promise<string> {
  return withSource(path, async (file) => {
    const image = sliceOf(file, slice);
    const layout = await readImageLayout(image);
    const headBytes = MACHO_HEADER_BYTES + layout.commandsBytes;
    const endBytes = layout.signatures[0]?.offset ?? image.sizeBytes;
    const head = await image.readAt(0, headBytes);
    for (const { offset, sizeBytes } of sizeFields(layout)) head.fill(0, offset, offset + sizeBytes);
    const hash = createHash("sha256").update(head);
    await eachChunk(image, { region: { offset: headBytes, sizeBytes: endBytes - headBytes } }, (chunk) => {
      hash.update(chunk.content);
    });
    return hash.digest("hex");
  });
}

/** `vmsize` and `filesize` of the segment, `datasize` of the signature's command. */
function sizeFields({ linkedit, signatures }: ImageLayout): readonly Region[] {
  const [signature] = signatures;
  return [
    ...(linkedit === undefined
      ? []
      : [
          { offset: linkedit.commandAt + 32, sizeBytes: 8 },
          { offset: linkedit.commandAt + 48, sizeBytes: 8 },
        ]),
    ...(signature === undefined ? [] : [{ offset: signature.commandAt + 12, sizeBytes: 4 }]),
  ];
}
