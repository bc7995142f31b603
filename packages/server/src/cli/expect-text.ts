/** Refuses arguments that are no text, which would else be used as another text than the one given. */

import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

/**
 * Where the bytes of an argument are no UTF-8, Bun has put U+FFFD. What was there only Linux tells.
 *
 * @throws Fault `argument-undecodable`
 */
export function expectText(words: readonly string[]): void {
  const given = givenWords().slice(-words.length);
  for (const [index, word] of words.entries()) {
    const bytes = given[index];
    if (!isDoubtful(word) || bytes === undefined || isUtf8(bytes)) continue;
    throw chattyFault("argument-undecodable", {
      message: `Cannot use argument "${shortened(word)}": its bytes are no UTF-8, text wanted`,
      hint: "Give it in UTF-8",
    });
  }
}

function isDoubtful(word: string): boolean {
  return word.includes("\uFFFD");
}

/** All words of this process as they were given, each with a NUL behind it (`proc_pid_cmdline(5)`); none elsewhere. */
function givenWords(): readonly Uint8Array[] {
  const words: Uint8Array[] = [];
  const all = read("/proc/self/cmdline");
  for (let from = 0; from < all.length;) {
    const end = all.indexOf(0, from);
    words.push(all.subarray(from, end));
    from = end + 1;
  }
  return words;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
