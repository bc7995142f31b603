/** Reads of which version a formula in a tap is. */

import { isVersion } from "@slipway/manifest";

const VERSION_LINE = /^[ \t]*version[ \t(]+(["'])([^"'#\\\n]{1,128})\1/mu;

/** The version that its `version` line names, whoever wrote it; undefined where there is none of that form. */
export function formulaVersion(text: string): string | undefined {
  const found = VERSION_LINE.exec(text)?.[2];
  return found !== undefined && isVersion(found) ? found : undefined;
}
