/** How much release notes read and write at most. */

export const LIMITS = {
  changelogBytes: 4_194_304,
  /** What a section or a list of commits takes. */
  changesCharacters: 100_000,
  /** All of it; GitHub takes 125,000 characters, and publishing adds a line. */
  notesCharacters: 124_000,
  /** The record of an earlier release; an entry for a file has some 200 bytes. */
  recordBytes: 4_194_304,
  /** What git tells of the history. */
  historyBytes: 8_388_608,
  commits: 2000,
  /** Of a commit's message; the rest is not looked at. */
  messageCharacters: 8192,
  /** Of a commit's first line, and of what it says about a breaking change. */
  subjectCharacters: 200,
  breakingCharacters: 500,
  /** As many headings of a changelog are named. */
  headings: 20,
} as const;
