/** Cuts a stream of bytes into lines of text, in bounded memory. Pure: no stream, no JSON. */

export type LineReaderOptions = {
  /** The longest line; its end is not counted. */
  readonly maxSizeBytes: number;
  /** Called for each line that is not empty. */
  readonly onLine: (text: string) => void;
  /** Called once for a line over the limit, as soon as that is known, and for one that is not UTF-8. */
  readonly onFlaw: (flaw: "too-long" | "not-utf8") => void;
};

export type LineReader = {
  /** Takes the next bytes; what is needed of them later is copied. */
  readonly push: (chunk: Uint8Array) => void;
  /** Takes the last line when it had no end. */
  readonly end: () => void;
};

const NEW_LINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_CAPACITY_BYTES = 4096;

/** Lines end with LF or CRLF. All whole lines of a chunk are decoded at once, which is what makes it fast. */
export function createLineReader({ maxSizeBytes, onLine, onFlaw }: LineReaderOptions): LineReader {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** One more than the limit, for the CR of a line that is exactly as long as allowed. */
  const start = createHeldBytes(maxSizeBytes + 1);
  let isSkipping = false;

  function decoded(bytes: Uint8Array): string | undefined {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  }

  function hold(part: Uint8Array): void {
    if (isSkipping || start.append(part)) return;
    isSkipping = true;
    start.clear();
    onFlaw("too-long");
  }

  function finishHeld(): void {
    if (!isSkipping) takeLine(start.bytes());
    isSkipping = false;
    start.clear();
  }

  function takeLine(line: Uint8Array): void {
    const bytes = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
    if (bytes.length === 0) return;
    if (bytes.length > maxSizeBytes) return onFlaw("too-long");
    const text = decoded(bytes);
    if (text === undefined) onFlaw("not-utf8");
    else onLine(text);
  }

  /** Bytes that begin and end with a line, without the last line's end. */
  function takeLines(bytes: Uint8Array): void {
    const text = bytes.length <= maxSizeBytes ? decoded(bytes) : undefined;
    if (text === undefined) forEachLine(bytes, takeLine);
    else forEachTextLine(text, onLine);
  }

  function push(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(NEW_LINE);
    if (last === -1) return hold(chunk);
    let from = 0;
    if (isSkipping || !start.isEmpty()) {
      from = chunk.indexOf(NEW_LINE) + 1;
      hold(chunk.subarray(0, from - 1));
      finishHeld();
    }
    if (from <= last) takeLines(chunk.subarray(from, last));
    if (last + 1 < chunk.length) hold(chunk.subarray(last + 1));
  }

  return { push, end: finishHeld };
}

function forEachLine(bytes: Uint8Array, take: (line: Uint8Array) => void): void {
  let from = 0;
  for (let end = bytes.indexOf(NEW_LINE); end !== -1; end = bytes.indexOf(NEW_LINE, from)) {
    take(bytes.subarray(from, end));
    from = end + 1;
  }
  take(bytes.subarray(from));
}

function forEachTextLine(text: string, take: (line: string) => void): void {
  let from = 0;
  while (from <= text.length) {
    const newLine = text.indexOf("\n", from);
    const end = newLine === -1 ? text.length : newLine;
    const lineEnd = end > from && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (lineEnd > from) take(text.slice(from, lineEnd));
    from = end + 1;
  }
}

type HeldBytes = {
  /** False, and nothing is kept, when it would be more than the capacity. */
  readonly append: (part: Uint8Array) => boolean;
  /** All of it, valid until the next call. */
  readonly bytes: () => Uint8Array;
  readonly isEmpty: () => boolean;
  readonly clear: () => void;
};

/** Grows by doubling: a line that comes byte by byte costs no more than one that comes at once. */
function createHeldBytes(maxBytes: number): HeldBytes {
  let buffer = new Uint8Array(0);
  let length = 0;
  function append(part: Uint8Array): boolean {
    const needed = length + part.length;
    if (needed > maxBytes) return false;
    if (needed > buffer.length) {
      const larger = new Uint8Array(
        Math.max(needed, Math.min(buffer.length * 2, maxBytes), FIRST_CAPACITY_BYTES),
      );
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(part, length);
    length = needed;
    return true;
  }
  return {
    append,
    bytes: () => buffer.subarray(0, length),
    isEmpty: () => length === 0,
    clear: () => {
      length = 0;
    },
  };
}
