/** A sidecar's standard error as lines: told one by one, the last ones kept for errors. */

import { printable } from "./excerpt.ts";

export type LogLines = {
  readonly push: (bytes: Uint8Array) => void;
  /** Tells what has no line end. */
  readonly end: () => void;
  /** The last lines, fit to be shown. */
  readonly last: () => readonly string[];
};

export type LogLinesOptions = {
  /** Longer lines are cut; the rest of them is dropped. */
  readonly maxCharacters: number;
  readonly keptLines: number;
  /** Without the line end, as it came; what it throws is dropped. */
  readonly onLine?: ((line: string) => void) | undefined;
};

/** In bounded memory, however much comes. Bytes that are no UTF-8 become U+FFFD. */
export function createLogLines({ maxCharacters, keptLines, onLine }: LogLinesOptions): LogLines {
  const decoder = new TextDecoder();
  const kept: string[] = [];
  let held = "";

  function take(text: string): void {
    let start = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", start)) {
      hold(text.slice(start, at));
      finish();
      start = at + 1;
    }
    hold(text.slice(start));
  }

  function hold(text: string): void {
    // Two more than may be told: for a line end of Windows, or to know that it is cut.
    held += text.slice(0, Math.max(0, maxCharacters + 2 - held.length));
  }

  function finish(): void {
    const whole = held.replace(/\r$/u, "");
    const line = whole.length > maxCharacters ? `${whole.slice(0, maxCharacters)}…` : whole;
    held = "";
    if (line === "") return;
    kept.push(line);
    if (kept.length > keptLines) kept.shift();
    try {
      onLine?.(line);
    } catch {}
  }

  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => {
      take(decoder.decode());
      finish();
    },
    last: () => kept.map(printable),
  };
}
