/** Whether a version is among those an advisory is about. */

const COMPARATOR = /^(<=|>=|<|>|=|)(\d+\.\d+\.\d+(?:[-+][\w.+-]*)?)$/u;

/**
 * True when `version` is in `range`, and when that cannot be told. Ranges of npm leave out pre-releases, which
 * advisories do not: they are compared by precedence (SemVer 2.0.0, clause 11).
 */
export function isVulnerable(version: string | null, range: string): boolean {
  if (version === null || !/^v?\d+\.\d+\.\d+/u.test(version)) return true;
  if (Bun.semver.satisfies(version, range)) return true;
  return version.includes("-") && range.split("||").some((set) => holdsAll(version, set));
}

function holdsAll(version: string, set: string): boolean {
  const parts = set.replaceAll(/([<>=])\s+/gu, "$1").split(/[\s,]+/u);
  return parts.filter((part) => part !== "").every((part) => holds(version, part));
}

function holds(version: string, part: string): boolean {
  const found = COMPARATOR.exec(part);
  // Any other form, such as "6.x" or "^1.2.0", and what it says of pre-releases: better told once too often.
  if (found === null) return true;
  const order = Bun.semver.order(version, found[2] ?? "");
  switch (found[1]) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return order === 0;
  }
}
