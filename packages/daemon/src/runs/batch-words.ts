/** Words for batch files of Windows, which `cmd.exe` reads anew whatever they were quoted with. */

import { basename } from "node:path/win32";

import { runFault } from "./faults.ts";

/** Windows drops dots and blanks at the end of a name (Naming Files, Paths, and Namespaces). */
const BATCH_FILE = /\.(?:bat|cmd)[. ]*$/iu;

/** They end a word, or stand for a variable, a command, a file, or the character after them. */
const READ_BY_CMD = /["%!^&|<>\r\n]/u;

/**
 * Windows runs a batch file by `cmd.exe`, to which a word can be a command: no quoting is safe (CVE-2024-24576).
 *
 * @throws Fault `run-invalid` when `path` is a batch file and one of `words` has a character that `cmd.exe` reads.
 */
export function expectBatchWords(path: string, words: readonly string[]): void {
  if (!BATCH_FILE.test(path)) return;
  const at = words.findIndex((word) => READ_BY_CMD.test(word));
  const [found] = READ_BY_CMD.exec(words[at] ?? "") ?? [];
  if (found === undefined) return;
  throw runFault("run-invalid", {
    message: `Cannot start "${basename(path)}": argument ${at + 1} has the character ${JSON.stringify(found)}, which cmd.exe reads in arguments of .bat and .cmd files, an argument without wanted`,
    hint: 'Leave out line ends and the characters " % ! ^ & | < >, or name the program that the file starts',
  });
}
