/** What is read of other people's packages and answers. */

const KIB = 1024;

type LimitName =
  | "packageJsonBytes"
  | "licenseTextBytes"
  | "nameCharacters"
  | "lineCharacters"
  | "auditTimeoutMs"
  | "advisories";

export const LIMITS: Readonly<Record<LimitName, number>> = {
  packageJsonBytes: 1024 * KIB,
  /** Ten times the longest text that is known: notices of whole browsers. */
  licenseTextBytes: 8 * 1024 * KIB,
  /** A name or a version; a registry takes 214 and 256. */
  nameCharacters: 256,
  /** Any other line taken over from a package or an advisory. */
  lineCharacters: 1024,
  /** How long the package manager may take to ask for advisories. */
  auditTimeoutMs: 120_000,
  /** How many advisories an answer may have. */
  advisories: 100_000,
};
