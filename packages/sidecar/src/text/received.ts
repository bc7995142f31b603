/** Remembers the last bytes that came, to show what of them was no good. */

export type Received = {
  /** Keeps a view of `bytes` until the next ones come. */
  readonly push: (bytes: Uint8Array) => void;
  /**
   * The line that was most likely no message: the first of the last bytes that begins as none does, else the last.
   * Empty when nothing came.
   */
  readonly suspect: () => Uint8Array;
};

const NEW_LINE = 0x0a;
/** `{`, `[`, and white space before them. */
const BEGINNINGS: readonly (number | undefined)[] = [0x7b, 0x5b, 0x20, 0x09, 0x0d];

/** Beside the last bytes it keeps at most `keptBytes`. */
export function createReceived({ keptBytes }: { readonly keptBytes: number }): Received {
  /** The beginning of the line that the last bytes continue. */
  let begun: Uint8Array = new Uint8Array(0);
  let last: Uint8Array = new Uint8Array(0);

  function push(bytes: Uint8Array): void {
    const end = last.lastIndexOf(NEW_LINE);
    const rest = last.subarray(end + 1, end + 1 + keptBytes);
    begun = end === -1 ? joined(begun, rest).slice(0, keptBytes) : rest.slice();
    last = bytes;
  }

  function suspect(): Uint8Array {
    const lines = linesOf(joined(begun, last)).filter((line) => line.length > 0);
    return lines.find((line) => !BEGINNINGS.includes(line[0])) ?? lines.at(-1) ?? begun;
  }

  return { push, suspect };
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = bytes.indexOf(NEW_LINE); at !== -1; at = bytes.indexOf(NEW_LINE, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return [...lines, bytes.subarray(start)];
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
