/** How much of what is foreign is looked at and told. */
export const LIMITS = {
  /** The longest word, in UTF-16 code units, that is compared with known ones: nobody has mistyped a longer one. */
  comparedCharacters: 256,
  /** How much of a foreign text is told: about a line of a terminal. */
  shownCharacters: 80,
  /** How many of many findings are told. */
  detailLines: 20,
} as const;
