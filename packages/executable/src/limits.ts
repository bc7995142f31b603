/** How much of an executable is ever read at once, and how many entries of a table are looked at. */

export const LIMITS = {
  /** The largest file; an executable of a target has 85 to 125 MB. */
  fileBytes: 2_147_483_648,
  /** The largest single read; every table of a header must fit. */
  readBytes: 4_194_304,
  /** How far a search moves between two reads. */
  searchStepBytes: 1_048_576,
  /** The longest needle of a search. */
  needleBytes: 65_536,
  /** The longest path of a dynamic loader, as `PATH_MAX` on Linux. */
  interpreterBytes: 4096,
  /** An empty `.bun` section is at most one page: 16 KiB in the Mach-O runtimes of Bun 1.4.4, 8 bytes in ELF. */
  placeholderBytes: 65_536,
  elfSegments: 512,
  elfSections: 4096,
  elfNotes: 256,
  elfNoteBytes: 65_536,
  machoCommands: 4096,
  machoSlices: 32,
  /** The PE/COFF specification, "COFF File Header": the Windows loader takes no more. */
  peSections: 96,
} as const;
