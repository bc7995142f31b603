/** The smallest ELF program that has what the reader looks at. It does not run. */

import { aligned, joined, set16, set32, set64, u64 } from "./fields.ts";

export type ElfSample = {
  readonly machine?: number;
  readonly osAbi?: number;
  readonly interpreter?: string;
  /** ABI notes: an owner and the words of the description. */
  readonly notes?: readonly (readonly [owner: string, ...words: readonly number[]])[];
  readonly section?: Uint8Array;
  /** Whether the runtime holds the payload's address; `strip` takes it away. */
  readonly isStripped?: boolean;
  /** What it asks its loader for; with any, there is one more segment. */
  readonly libraries?: readonly string[];
};

/** Says how the stack is mapped; stands where a static program has no loader. */
const SEGMENT_STACK = 0x6474_e551;

/** Header, three segments, data with the slot for the payload's address, four sections. */
export function elfSample(sample: ElfSample = {}): Uint8Array {
  const { machine = 62, osAbi = 0, interpreter, notes = [], section = new Uint8Array(), isStripped } = sample;
  const { libraries = [] } = sample;
  const segments = libraries.length === 0 ? 3 : 4;
  const loader = new TextEncoder().encode(interpreter === undefined ? "" : `${interpreter}\0`);
  const noteBytes = joined(notes.map(([owner, ...words]) => note(owner, words)));
  const names = new TextEncoder().encode("\0.bun\0.bss\0.shstrtab\0");
  const loaderAt = 64 + segments * 56;
  const noteAt = aligned(loaderAt + loader.length);
  const dynamicAt = aligned(noteAt + noteBytes.length);
  const dynamicBytes = dynamic(libraries, 0x40_00_00 + dynamicAt);
  const slotAt = aligned(dynamicAt + dynamicBytes.length);
  const sectionAt = slotAt + 8;
  const namesAt = sectionAt + section.length;
  const tableAt = aligned(namesAt + names.length);
  const address = 0x40_00_00 + sectionAt;

  const file = new Uint8Array(tableAt + 4 * 64);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, osAbi]);
  set16(view, { 16: 2, 18: machine, 52: 64, 54: 56, 56: segments, 58: 64, 60: 4, 62: 3 });
  set64(view, { 24: 0x40_00_00, 32: 64, 40: tableAt });
  segment(view, { at: 64, type: 1, offset: 0, sizeBytes: namesAt });
  const loaderType = interpreter === undefined ? SEGMENT_STACK : 3;
  segment(view, { at: 120, type: loaderType, offset: loaderAt, sizeBytes: loader.length });
  segment(view, { at: 176, type: 4, offset: noteAt, sizeBytes: noteBytes.length });
  if (libraries.length > 0)
    segment(view, { at: 232, type: 2, offset: dynamicAt, sizeBytes: dynamicBytes.length });
  file.set(dynamicBytes, dynamicAt);
  file.set(loader, loaderAt);
  file.set(noteBytes, noteAt);
  if (isStripped !== true) file.set(u64(address), slotAt);
  file.set(section, sectionAt);
  file.set(names, namesAt);
  writeSections(view, tableAt, [
    { name: 0, type: 0, address: 0, offset: 0, sizeBytes: 0 },
    { name: sample.section ? 1 : 0, type: 1, address, offset: sectionAt, sizeBytes: section.length },
    { name: 6, type: 8, address: 0, offset: tableAt, sizeBytes: 0xffff_ffff },
    { name: 11, type: 3, address: 0, offset: namesAt, sizeBytes: names.length },
  ]);
  return file;
}

function note(owner: string, words: readonly number[]): Uint8Array {
  const name = new TextEncoder().encode(`${owner}\0`);
  const wordsAt = 12 + Math.ceil(name.length / 4) * 4;
  const content = new Uint8Array(wordsAt + words.length * 4);
  const view = new DataView(content.buffer);
  set32(view, { 0: name.length, 4: words.length * 4, 8: 1 });
  for (const [index, word] of words.entries()) set32(view, { [wordsAt + index * 4]: word });
  content.set(name, 12);
  return content;
}

/** The dynamic entries and the names they speak of, at `address`. */
function dynamic(libraries: readonly string[], address: number): Uint8Array {
  if (libraries.length === 0) return new Uint8Array();
  const names = new TextEncoder().encode(`\0${libraries.join("\0")}\0`);
  const entriesBytes = (libraries.length + 3) * 16;
  const content = new Uint8Array(aligned(entriesBytes + names.length));
  const view = new DataView(content.buffer);
  let nameAt = 1;
  for (const [index, library] of libraries.entries()) {
    set64(view, { [index * 16]: 1, [index * 16 + 8]: nameAt });
    nameAt += library.length + 1;
  }
  const at = libraries.length * 16;
  set64(view, { [at]: 5, [at + 8]: address + entriesBytes, [at + 16]: 10, [at + 24]: names.length });
  content.set(names, entriesBytes);
  return content;
}

type Segment = {
  readonly at: number;
  readonly type: number;
  readonly offset: number;
  readonly sizeBytes: number;
};

function segment(view: DataView, { at, type, offset, sizeBytes }: Segment): void {
  set32(view, { [at]: type });
  set64(view, { [at + 8]: offset, [at + 16]: 0x40_00_00 + offset, [at + 32]: sizeBytes, [at + 48]: 4 });
}

type Section = { name: number; type: number; address: number; offset: number; sizeBytes: number };

function writeSections(view: DataView, tableAt: number, rows: readonly Section[]): void {
  for (const [index, row] of rows.entries()) {
    const at = tableAt + index * 64;
    set32(view, { [at]: row.name, [at + 4]: row.type });
    set64(view, { [at + 16]: row.address, [at + 24]: row.offset, [at + 32]: row.sizeBytes });
  }
}
