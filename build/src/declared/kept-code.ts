/** Says which code of a source is left in a payload: what the bundler's source maps lead back to. */

import type { BundledMap } from "../compile/request.ts";

/** A part of a source, in UTF-16 units; what is at `end` is no longer in it. */
export type Range = { readonly at: number; readonly end: number };

/** Where code in the payload comes from; lines and columns in UTF-16 units, both from 0. */
type Position = { readonly line: number; readonly column: number };

/** What ends a line in ECMAScript (ECMA-262, 12.3), and so in a source map. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/gu;
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Whether anything of a range of a source, named by its absolute path, is in the payload. */
export function keptCodeOf(
  maps: readonly BundledMap[],
): (source: { readonly path: string; readonly text: string }, range: Range) => boolean {
  const positions = positionsIn(maps);
  return ({ path, text }, { at, end }) => {
    const starts = [
      0,
      ...Array.from(text.matchAll(LINE_END), (lineEnd) => lineEnd.index + lineEnd[0].length),
    ];
    return (positions.get(path) ?? []).some(({ line, column }) => {
      const place = (starts[line] ?? text.length) + column;
      return place >= at && place < end;
    });
  };
}

function positionsIn(maps: readonly BundledMap[]): ReadonlyMap<string, readonly Position[]> {
  const positions = new Map<string, Position[]>();
  for (const { sources, mappings } of maps) {
    // Each number is the difference to the one before (ECMA-426, "Mappings structure").
    const now = { source: 0, line: 0, column: 0 };
    for (const segment of mappings.split(/[;,]/u)) {
      const [, source, line, column] = numbersOf(segment);
      if (source === undefined || line === undefined || column === undefined) continue;
      now.source += source;
      now.line += line;
      now.column += column;
      const path = sources[now.source] ?? "";
      const known = positions.get(path) ?? [];
      known.push({ line: now.line, column: now.column });
      positions.set(path, known);
    }
  }
  return positions;
}

/** Base64 VLQ (ECMA-426): five bits a digit, the sixth says that more follow; the lowest bit of all is the sign. */
function numbersOf(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = BASE64.indexOf(char);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 0 ? value >>> 1 : -(value >>> 1));
    value = 0;
    shift = 0;
  }
  return numbers;
}
