/** A package of somebody else that is in an executable, as the record has it: the same on every machine. */

export type BundledPackage = {
  readonly name: string;
  /** Null where its package.json has none. */
  readonly version: string | null;
  /** What its package.json declares, an SPDX expression as a rule; null where it declares nothing. */
  readonly license: string | null;
  readonly author: string | null;
  readonly homepage: string | null;
  readonly repository: string | null;
  /** How much of its code is in the payload; files it brings along are counted by their references only. */
  readonly sizeBytes: number;
  /** The license texts it brings, sorted by name. */
  readonly texts: readonly LicenseText[];
};

export type LicenseText = {
  /** Name of the file, relative to the package. */
  readonly file: string;
  /** Of the text as `tidyText` leaves it; it is kept under this name. */
  readonly sha256: string;
};

/** How a package is called where its version matters. */
export function packageId(pack: Pick<BundledPackage, "name" | "version">): string {
  return pack.version === null ? pack.name : `${pack.name}@${pack.version}`;
}

/** True for what a record says about a package, whatever else is wrong with the record. */
export function isBundledPackage(value: unknown): value is BundledPackage {
  if (typeof value !== "object" || value === null) return false;
  const pack = new Map<string, unknown>(Object.entries(value));
  const texts = pack.get("texts");
  return (
    typeof pack.get("name") === "string" &&
    OPTIONAL.every((key) => pack.get(key) === null || typeof pack.get(key) === "string") &&
    typeof pack.get("sizeBytes") === "number" &&
    Array.isArray(texts) &&
    texts.every(isLicenseText)
  );
}

const OPTIONAL = ["version", "license", "author", "homepage", "repository"] as const;

function isLicenseText(value: unknown): value is LicenseText {
  if (typeof value !== "object" || value === null) return false;
  const text = new Map<string, unknown>(Object.entries(value));
  const sha256 = text.get("sha256");
  return typeof text.get("file") === "string" && typeof sha256 === "string" && /^[0-9a-f]{64}$/u.test(sha256);
}
