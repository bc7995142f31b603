/** How much of an executable is ever read at once, and how many entries of a table are looked at. */

export const LIMITS = {
  /** The largest file; an executable of a target has 85 to 125 MB, a universal one the sum of two. */
  fileBytes: 2_147_483_648,
  /** The largest single read; every table of a header must fit. */
  readBytes: 4_194_304,
  /** How far a search moves between two reads. */
  searchStepBytes: 1_048_576,
  /** The longest needle of a search. */
  needleBytes: 65_536,
  /** The longest path of a dynamic loader, as `PATH_MAX` on Linux. */
  interpreterBytes: 4096,
  /** The longest name of a library or of a module. */
  nameBytes: 4096,
  /** The libraries of one executable. */
  libraries: 1024,
  /** An empty `.bun` section is at most one page: 16 KiB in the Mach-O runtimes of Bun 1.4.4, 8 bytes in ELF. */
  placeholderBytes: 65_536,
  /** The modules and assets in one payload. */
  modules: 65_536,
  /** The names of all of them together. */
  moduleNamesBytes: 8_388_608,
  /** The places that may be where a runtime speaks of its version; there is one in those of Bun 1.4.4. */
  versionMarkers: 4096,
  elfSegments: 512,
  elfSections: 4096,
  elfNotes: 256,
  elfNoteBytes: 65_536,
  elfDynamicEntries: 4096,
  machoCommands: 4096,
  machoSections: 4096,
  machoSlices: 32,
  /** The PE/COFF specification, "COFF File Header": the Windows loader takes no more. */
  peSections: 96,
  /** All entries of a resource tree together; icons and a version need about thirty. */
  peResources: 4096,
  /** The largest icon group or version resource. */
  peResourceBytes: 1_048_576,
  /** The entries of the certificate table that are looked at, and the bytes of one. */
  certificates: 16,
  certificateBytes: 1_048_576,
  /** The values inside one value of a certificate. */
  derValues: 4096,
  /** Values of indefinite length inside each other; codesign writes four. */
  derDepth: 16,
} as const;
