/** A payload with a module table, laid out as Bun 1.4.4 lays it out. */

import { joined, set32, u64 } from "./fields.ts";

export type SampleModule = {
  /** With the root in front. */
  readonly name: string;
  readonly contents?: string;
  readonly sourcemap?: string;
  readonly bytecode?: string;
  readonly loader?: number;
  readonly format?: number;
  readonly side?: number;
};

export type GraphSample = {
  readonly modules: readonly SampleModule[];
  readonly entry?: number;
  readonly argv?: string;
  readonly flags?: number;
};

const TRAILER = new TextEncoder().encode("\n---- Bun! ----\n");

/** A section as Bun fills it: the length, texts with a NUL behind each, the table, the ending, the trailer. */
export function graphSection(sample: GraphSample): Uint8Array {
  const { modules, entry = 0, argv = "", flags = 0x1_7c } = sample;
  const texts: Uint8Array[] = [];
  let end = 0;
  function place(text: string): readonly [offset: number, sizeBytes: number] {
    const content = new TextEncoder().encode(`${text}\0`);
    const offset = end;
    texts.push(content);
    end += content.length;
    return [offset, content.length - 1];
  }
  const table = joined(
    modules.map(({ name, contents = "", sourcemap, bytecode, loader = 1, format = 1, side = 0 }) => {
      const row = new Uint8Array(52);
      const parts = [name, contents, sourcemap, bytecode, undefined, undefined];
      for (const [index, part] of parts.entries()) {
        const [offset, sizeBytes] = part === undefined ? [0, 0] : place(part);
        set32(new DataView(row.buffer), { [index * 8]: offset, [index * 8 + 4]: sizeBytes });
      }
      row.set([1, loader, format, side], 48);
      return row;
    }),
  );
  const [argvAt, argvBytes] = place(argv);
  const ending = new Uint8Array(32);
  const before = joined([...texts, table]);
  set32(new DataView(ending.buffer), { 0: before.length, 8: end, 12: table.length, 16: entry });
  set32(new DataView(ending.buffer), { 20: argvAt, 24: argvBytes, 28: flags });
  const payload = joined([before, ending, TRAILER]);
  return joined([u64(payload.length), payload]);
}
