/** The sizes that packing and reading archives keep to. */

const KIB = 1024;

type LimitName =
  | "segmentBytes"
  | "headBytes"
  | "windowBytes"
  | "nameBytes"
  | "tarNumber"
  | "zipBytes"
  | "zipEntries"
  | "tarEndBytes"
  | "readBytes";

export const LIMITS: Readonly<Record<LimitName, number>> = {
  /** How much is deflated, kept and held in memory at once. */
  segmentBytes: 1024 * KIB,
  /** The first segment of a long run: headers that name the payload's size change without the code after them. */
  headBytes: 64 * KIB,
  /** How far back deflate can refer (RFC 1951, section 3.2.5). */
  windowBytes: 32 * KIB,
  /** A name inside an archive, in UTF-8, the root folder included. */
  nameBytes: 1024,
  /** Eleven octal digits (POSIX ustar). */
  tarNumber: 8 ** 11 - 1,
  /** Any size or offset in a zip file without the zip64 extension, where all ones mean "see there". */
  zipBytes: 2 ** 32 - 2,
  zipEntries: 2 ** 16 - 2,
  /** What may follow the first of the two zero blocks: GNU tar fills up to 20 blocks with them. */
  tarEndBytes: 19 * 512,
  /** One read from an archive. */
  readBytes: 64 * KIB,
};
