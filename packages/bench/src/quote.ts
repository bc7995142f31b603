/** Words of a shell script that a POSIX shell reads back as they are (POSIX.1-2017, 2.2.2). */

const SAFE = /^[\w@%+=:,./-]+$/u;

export function quote(word: string): string {
  return SAFE.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(" ");
}
