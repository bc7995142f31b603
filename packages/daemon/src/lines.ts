/** Cuts a stream of bytes into lines, in bounded memory. Pure: no stream, no decoding. */

export type Line =
  | { readonly kind: "line"; readonly bytes: Uint8Array }
  /** A line over the limit: reported once, as soon as that is known; the rest of it is skipped. */
  | { readonly kind: "too-long" };

export type LineSplitter = {
  /** The lines that end in `chunk`. Keeps views of `chunk`, so its owner must not write to it again. */
  readonly push: (chunk: Uint8Array) => readonly Line[];
  /** The last line when it had no end, then nothing more. */
  readonly end: () => readonly Line[];
};

export type LineSplitterOptions = {
  /** Line ends are not counted. */
  readonly maxLineSizeBytes: number;
};

const NEW_LINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Lines end with LF or CRLF; empty ones are left out. */
export function createLineSplitter(options: LineSplitterOptions): LineSplitter {
  /** One more than the limit, for the CR of a line that is exactly as long as allowed. */
  const maxHeldBytes = options.maxLineSizeBytes + 1;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let skipping = false;

  function hold(part: Uint8Array): readonly Line[] {
    if (skipping || part.length === 0) return [];
    held.push(part);
    heldBytes += part.length;
    if (heldBytes <= maxHeldBytes) return [];
    drop();
    skipping = true;
    return [{ kind: "too-long" }];
  }

  function finish(): readonly Line[] {
    const bytes = withoutCarriageReturn(joined(held));
    const wasSkipping = skipping;
    drop();
    skipping = false;
    if (wasSkipping || bytes.length === 0) return [];
    return [bytes.length > options.maxLineSizeBytes ? { kind: "too-long" } : { kind: "line", bytes }];
  }

  function drop(): void {
    held = [];
    heldBytes = 0;
  }

  function push(chunk: Uint8Array): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      lines.push(...hold(chunk.subarray(start, end)), ...finish());
      start = end + 1;
    }
    lines.push(...hold(chunk.subarray(start)));
    return lines;
  }

  return { push, end: finish };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function withoutCarriageReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
