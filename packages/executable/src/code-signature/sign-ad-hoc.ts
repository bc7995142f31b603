/** Gives a macOS executable an ad-hoc signature: the hashes macOS asks for before it starts anything on arm64. */

import { open } from "node:fs/promises";

import type { Fault } from "@slipway/fault";
import type { Cpu } from "@slipway/targets";

import type { Region } from "../facts.ts";
import { executableFault, notAnExecutable } from "../faults.ts";
import { COMMAND_CODE_SIGNATURE, MACHO_HEADER_BYTES, MACHO_PAGE_BYTES } from "../macho-commands.ts";
import { type Source, withSource } from "../source.ts";
import { AD_HOC_HASH, AD_HOC_PAGE_BYTES, adHocBlob, adHocBlobBytes } from "./ad-hoc-blob.ts";
import { isIdentifier } from "./code-directory.ts";
import { type Described, type ImageLayout, readImageLayout } from "./image-layout.ts";
import { pageHashesOf } from "./page-hashes.ts";
import { writeAt } from "./write-at.ts";

export type SignOptions = {
  /** The name macOS knows the code by, such as `com.example.tool`; printable ASCII, at most 255 characters. */
  readonly identifier: string;
};

const COMMAND_BYTES = 16;
/** Where a signature may begin. */
const ALIGNMENT_BYTES = 16;

/**
 * Signs the thin Mach-O executable at `path` in place, instead of any signature it had. The same file and identifier
 * give the same bytes, also when the file is signed already. Needs no macOS. Everything is checked before the first
 * byte changes; a disk that fills up meanwhile leaves a damaged file, so let it be a private copy.
 *
 * @throws Fault `sign-impossible`, `not-an-executable`, `executable-unsupported` for a universal file,
 * `executable-truncated`, `executable-damaged`, `executable-unreadable`, and what the system says of writing.
 */
export async function signAdHoc(path: string, { identifier }: SignOptions): Promise<void> {
  const plan = await withSource(path, (source) => planOf(source, identifier));
  const file = await open(path, "r+");
  try {
    for (const { at, content } of plan.edits) await writeAt(file, content, at);
    await file.truncate(plan.codeLimitBytes);
    const pageHashes = await withSource(path, (source) => pageHashesOf(source, plan));
    const blob = adHocBlob(plan, { text: plan.text, pageHashes });
    await writeAt(file, blob, plan.codeLimitBytes);
  } finally {
    await file.close();
  }
}

type Edit = { readonly at: number; readonly content: Uint8Array };

type Plan = {
  readonly identifier: string;
  readonly codeLimitBytes: number;
  readonly pageBytes: number;
  readonly hash: typeof AD_HOC_HASH;
  readonly text: Region;
  readonly edits: readonly Edit[];
};

async function planOf(source: Source, identifier: string): Promise<Plan> {
  if (!isIdentifier(identifier))
    throw impossible(source, "its identifier is not 1 to 255 characters of printable ASCII");
  const layout = await readImageLayout(source);
  if (!layout.isMain) throw notAnExecutable(source.path, "it is a Mach-O file of another kind");
  const { cpu, text, linkedit, signatures } = layout;
  if (cpu === undefined)
    throw impossible(
      source,
      `its Mach-O CPU type is 0x${layout.cpuType.toString(16)}, that of x64 or arm64 is expected`,
    );
  if (text === undefined || linkedit === undefined)
    throw impossible(source, "it lacks the segment __TEXT or __LINKEDIT");
  if (signatures.length > 1)
    throw impossible(source, `it has ${signatures.length} signatures, one is expected`);
  const codeEnd = codeEndOf(source, { linkedit, signature: signatures[0] });
  const codeLimitBytes = roundedUp(codeEnd, ALIGNMENT_BYTES);
  const sizeBytes = adHocBlobBytes({ identifier, codeLimitBytes });
  const signature = { offset: codeLimitBytes, sizeBytes };
  return {
    identifier,
    codeLimitBytes,
    pageBytes: AD_HOC_PAGE_BYTES,
    hash: AD_HOC_HASH,
    text,
    edits: [
      ...(await commandEdits(source, { layout, signature })),
      ...linkeditEdits(linkedit, { cpu, endBytes: codeLimitBytes + sizeBytes }),
    ],
  };
}

/** Where what is signed ends. Nothing may be lost, so the old signature has to be the very last part of the file. */
function codeEndOf(
  source: Source,
  { linkedit, signature }: { readonly linkedit: Region; readonly signature: Region | undefined },
): number {
  const linkeditEnd = linkedit.offset + linkedit.sizeBytes;
  if (linkeditEnd !== source.sizeBytes)
    throw impossible(source, `it has ${source.sizeBytes - linkeditEnd} bytes behind its last segment`);
  if (signature === undefined) return linkeditEnd;
  if (signature.offset < linkedit.offset || signature.offset + signature.sizeBytes !== linkeditEnd)
    throw impossible(source, "its old signature is not at its end");
  return signature.offset;
}

/** Points `LC_CODE_SIGNATURE` at the signature, and adds that command where there was none. */
async function commandEdits(
  source: Source,
  { layout, signature }: { readonly layout: ImageLayout; readonly signature: Region },
): Promise<readonly Edit[]> {
  const [old] = layout.signatures;
  if (old !== undefined)
    return [{ at: old.commandAt + 8, content: words([signature.offset, signature.sizeBytes]) }];
  const at = MACHO_HEADER_BYTES + layout.commandsBytes;
  const room = layout.contentAt - at;
  if (room < COMMAND_BYTES) throw impossible(source, `it has ${room} bytes of room for a load command of 16`);
  const unused = await source.readAt(at, COMMAND_BYTES);
  if (unused.some((byte) => byte !== 0)) throw impossible(source, "the room for a load command is not empty");
  const command = [COMMAND_CODE_SIGNATURE, COMMAND_BYTES, signature.offset, signature.sizeBytes];
  const counts = [layout.commands.length + 1, layout.commandsBytes + COMMAND_BYTES];
  return [
    { at: 16, content: words(counts) },
    { at, content: words(command) },
  ];
}

/** `vmsize` is at 32 of a segment's load command and `filesize` at 48, both of 64 bits. */
function linkeditEdits(
  linkedit: Described,
  { cpu, endBytes }: { readonly cpu: Cpu; readonly endBytes: number },
): readonly Edit[] {
  const sizeBytes = endBytes - linkedit.offset;
  return [
    { at: linkedit.commandAt + 32, content: words([roundedUp(sizeBytes, MACHO_PAGE_BYTES[cpu]), 0]) },
    { at: linkedit.commandAt + 48, content: words([sizeBytes, 0]) },
  ];
}

function words(values: readonly number[]): Uint8Array {
  const content = new Uint8Array(values.length * 4);
  const view = new DataView(content.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return content;
}

function roundedUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

function impossible(source: Source, found: string): Fault {
  return executableFault("sign-impossible", {
    message: `Cannot sign "${source.path}": ${found}`,
    hint: "Sign an executable as the build made it, and let no other tool change it before",
  });
}
