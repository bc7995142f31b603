/** Reads executables of every target on any host: no loader, no foreign tool, no byte of them is run. */

import type { ExecutableFacts, ExecutableLayout, Payload } from "./facts.ts";
import { identify, layoutOf, readFile } from "./identify.ts";
import { searchRegion } from "./search.ts";
import { withSource } from "./source.ts";

/**
 * Says what the executable at `path` is, where its payload lies and what its signature is worth. Reads its headers and
 * the edges of the payload, in an ELF file also the loaded data before the payload, and all of a file that is signed;
 * offsets and sizes are bytes of the file.
 *
 * Sources: System V gABI (ELF), Apple's `mach-o/loader.h` and `mach-o/fat.h`, Microsoft's "PE Format".
 *
 * @throws Fault `executable-unreadable`, `not-an-executable`, `executable-unsupported`, `executable-truncated`,
 * `executable-damaged`, `payload-damaged`.
 */
export function readExecutable(path: string): Promise<ExecutableFacts> {
  return withSource(path, identify);
}

/** The same without what its signature is worth, for which all of a signed file has to be read. Throws as it does. */
export function readLayout(path: string): Promise<ExecutableLayout> {
  return withSource(path, async (source) => layoutOf(await readFile(source), source));
}

/**
 * The file offset in bytes of the first place in `payload` where `needle` (at most 64 KiB) is, or undefined. Compressed
 * content, such as source maps, and UTF-16 text, such as strings in bytecode beyond Latin-1, are found only by a needle
 * in that form; an empty needle is found at the payload's start.
 *
 * @throws Fault `executable-unreadable`, `not-an-executable`, `executable-truncated`, `executable-damaged`,
 * `needle-too-long`.
 */
export function findBytes(path: string, payload: Payload, needle: Uint8Array): Promise<number | undefined> {
  return withSource(path, (source) => searchRegion(source, { region: payload, needle }));
}
