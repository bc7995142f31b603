/** Keeps the beginning and the end of a long output, however long it is. */

import { LIMITS } from "../limits.ts";

export type ShownOutput = {
  readonly add: (text: string) => void;
  /** What was added by now. */
  readonly read: () => ShownText;
};

export type ShownText = {
  /** All of it where it is short; else head and tail, cut between lines where there are any. */
  readonly text: string;
  /** Whether its middle is left out. */
  readonly isShortened: boolean;
};

/** `most` is how many UTF-16 code units the text has at most. */
export function shownOutput(most: number = LIMITS.shownOutput): ShownOutput {
  const headRoom = Math.floor((most - MARK_ROOM) / 2);
  const tailRoom = most - MARK_ROOM - headRoom;
  let head = "";
  /** Everything after the head, or the end of it. */
  let rest = "";
  let length = 0;

  function add(text: string): void {
    length += text.length;
    const missing = Math.max(0, headRoom - head.length);
    head += text.slice(0, missing);
    rest += text.slice(missing);
    // Not with every piece: each cut copies it.
    if (rest.length > 2 * (tailRoom + MARK_ROOM)) rest = rest.slice(-(tailRoom + MARK_ROOM));
  }

  function read(): ShownText {
    if (length <= headRoom + tailRoom + MARK_ROOM) return { text: head + rest, isShortened: false };
    const begin = endedWell(head);
    const end = begunWell(rest.slice(-tailRoom));
    const left = length - begin.length - end.length;
    const text = `${begin}${begin.endsWith("\n") ? "" : "\n"}[… ${left} characters are left out …]\n${end}`;
    return { text, isShortened: true };
  }
  return { add, read };
}

/** What the line needs that says how much is left out. */
const MARK_ROOM = 60;

/** Without the last line where that is cut and not long, else without half a character. */
function endedWell(head: string): string {
  const line = head.lastIndexOf("\n") + 1;
  if (line > head.length / 2) return head.slice(0, line);
  return isHigh(head.charCodeAt(head.length - 1)) ? head.slice(0, -1) : head;
}

function begunWell(tail: string): string {
  const line = tail.indexOf("\n") + 1;
  if (line > 0 && line < tail.length / 2) return tail.slice(line);
  return isLow(tail.charCodeAt(0)) ? tail.slice(1) : tail;
}

/** The two halves of a character outside the Basic Multilingual Plane: Unicode, section 23.6. */
function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
