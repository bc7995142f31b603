/** The limits of channels, with units. */

export const LIMITS = {
  /** How often a change is tried when others were faster, or the network failed. */
  attempts: 6,
  /** The same before anything is changed. */
  questions: 2,
  /** How many of a server's answer times one git command may take: it asks several times. */
  gitAnswers: 3,
  /** A formula, ours or another one. */
  formulaBytes: 262_144,
  /** The list of a tap's branches. */
  branchesBytes: 1_048_576,
  /** Lines and characters of what git says, in a fault. */
  saidLines: 6,
  saidCharacters: 200,
  /** Branches that a hint names. */
  shownBranches: 5,
} as const;
