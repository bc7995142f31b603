/** What the configuration lets be missing at run time. */

import type { AppConfig } from "@slipway/config";

/**
 * True where a glob of `allowUnresolved` matches one of the names of a file or package. Globs of nothing but wildcards
 * speak of imports that nobody can resolve, and of nothing else: what is missing for sure must be named.
 */
export function mayBeMissing(app: AppConfig, names: readonly string[]): boolean {
  const globs = app.allowUnresolved
    .filter((glob) => /[^*?{},!./]/u.test(glob))
    .map((glob) => new Bun.Glob(glob));
  return globs.some((glob) => names.some((name) => glob.match(name)));
}
