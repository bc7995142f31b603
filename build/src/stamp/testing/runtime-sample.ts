/** The smallest runtime for Windows that has what stamping looks at: nothing in it runs. */

import { NtExecutable, NtExecutableResource } from "resedit";

const OPTIONAL_AT = 0x78 + 24;
const TABLE_AT = OPTIONAL_AT + 240;
const HEADER_BYTES = 1024;

export type RuntimeSample = {
  /** Names of the sections; `.rsrc` and `.reloc` are found by them. */
  readonly sections?: readonly string[];
  readonly certificateBytes?: number;
  /** What the section `.bun` holds. */
  readonly payload?: Uint8Array;
};

/** Sections of one page each; resources as Bun's runtime has them: an icon, its group by name, a manifest. */
export function runtimeSample(sample: RuntimeSample = {}): Buffer {
  const { sections = [".text", ".data", ".rsrc", ".reloc"], certificateBytes = 200, payload } = sample;
  const headers = Buffer.alloc(HEADER_BYTES);
  headers.write("MZ", 0, "latin1");
  headers.writeUInt32LE(0x78, 60);
  headers.write("PE", 0x78, "latin1");
  headers.writeUInt16LE(0x8664, 0x78 + 4);
  headers.writeUInt16LE(sections.length, 0x78 + 6);
  headers.writeUInt16LE(240, 0x78 + 20);
  headers.writeUInt16LE(0x22, 0x78 + 22);
  headers.writeUInt16LE(0x20b, OPTIONAL_AT);
  headers.writeUInt32LE(4096, OPTIONAL_AT + 32);
  headers.writeUInt32LE(512, OPTIONAL_AT + 36);
  headers.writeUInt32LE(HEADER_BYTES, OPTIONAL_AT + 60);
  headers.writeUInt32LE(0x1234, OPTIONAL_AT + 64);
  headers.writeUInt16LE(3, OPTIONAL_AT + 68);
  headers.writeUInt32LE(16, OPTIONAL_AT + 108);
  const parts: Buffer[] = [headers];
  let [address, offset] = [4096, HEADER_BYTES];
  for (const [index, name] of sections.entries()) {
    const used = contentOf(name, { address, payload });
    const content = Buffer.concat([used, Buffer.alloc(-used.length & 511)]);
    const at = TABLE_AT + index * 40;
    headers.write(name, at, "latin1");
    for (const [place, value] of [used.length, address, content.length, offset].entries()) {
      headers.writeUInt32LE(value, at + 8 + place * 4);
    }
    headers.writeUInt32LE(name === ".text" ? 0x6000_0020 : 0x4000_0040, at + 36);
    const directory = { ".rsrc": 2, ".reloc": 5 }[name];
    if (directory !== undefined) setDirectory(headers, directory, [address, content.length]);
    address += Math.ceil(content.length / 4096) * 4096;
    offset += content.length;
    parts.push(content);
  }
  headers.writeUInt32LE(address, OPTIONAL_AT + 56);
  if (certificateBytes > 0) {
    setDirectory(headers, 4, [offset, certificateBytes]);
    parts.push(Buffer.alloc(certificateBytes, 0xcc));
  }
  return Buffer.concat(parts);
}

/** Gives a section another name, so that the same bytes are another kind of file. */
export function renameSection(image: Buffer, names: { readonly from: string; readonly to: string }): Buffer {
  const copy = Buffer.from(image);
  const at = copy.indexOf(names.from, TABLE_AT, "latin1");
  copy.fill(0, at, at + 8).write(names.to, at, "latin1");
  return copy;
}

function contentOf(
  name: string,
  { address, payload }: { readonly address: number; readonly payload: Uint8Array | undefined },
): Uint8Array {
  if (name === ".rsrc") return resourcesAt(address);
  return name === ".bun" && payload !== undefined ? payload : Buffer.alloc(512, name);
}

function setDirectory(headers: Buffer, index: number, [address, sizeBytes]: readonly [number, number]): void {
  headers.writeUInt32LE(address, OPTIONAL_AT + 112 + index * 8);
  headers.writeUInt32LE(sizeBytes, OPTIONAL_AT + 112 + index * 8 + 4);
}

function resourcesAt(address: number): Buffer {
  const resources = NtExecutableResource.from(NtExecutable.createEmpty());
  const common = { lang: 1033, codepage: 0 };
  resources.entries = [
    { ...common, type: 3, id: 1, bin: new Uint8Array(9000).fill(7).buffer },
    { ...common, type: 14, id: "IDI_MYICON", bin: Uint8Array.of(0, 0, 1, 0, 0, 0).buffer },
    { ...common, type: 24, id: 1, bin: new TextEncoder().encode("<assembly/>").buffer },
  ];
  return Buffer.from(resources.generateResourceData(address, 512, false, true).bin);
}
