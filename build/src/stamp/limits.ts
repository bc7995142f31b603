/** What stamping and signing take at most: sizes in bytes, times in milliseconds. */

export const LIMITS: {
  readonly iconBytes: number;
  readonly iconPictures: number;
  readonly iconPixels: number;
  readonly textCharacters: number;
  readonly headerBytes: number;
  readonly sections: number;
  readonly rewrittenBytes: number;
  readonly signMs: number;
} = {
  /** An icon file with every usual size in it, the largest as PNG, has less than half of that. */
  iconBytes: 1024 * 1024,
  iconPictures: 64,
  /** Windows draws no icon larger than 256; design tools write up to 1024. */
  iconPixels: 1024,
  /** A text of the version resource; its length field could hold 32,767. */
  textCharacters: 1024,
  /** Headers of a PE file: one or two file blocks in practice. */
  headerBytes: 64 * 1024,
  /** Sections of a PE file that Windows loads ("PE Format", COFF file header). */
  sections: 96,
  /** What is rewritten of a runtime, its resources and relocations: 0.5 MB in Bun 1.4.4. */
  rewrittenBytes: 32 * 1024 * 1024,
  /** Hardware tokens and time stamp servers are slow; people confirm with a touch. */
  signMs: 10 * 60_000,
};
