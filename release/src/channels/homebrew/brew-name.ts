/** What people write behind `brew install`. */

import type { HomebrewConfig } from "@slipway/config";

/** `owner/tap/formula`; undefined where Homebrew does not find the tap by its name. */
export function brewName(homebrew: HomebrewConfig | undefined): string | undefined {
  if (homebrew?.tap.name === undefined) return undefined;
  return `${homebrew.tap.name}/${homebrew.formula}`;
}
