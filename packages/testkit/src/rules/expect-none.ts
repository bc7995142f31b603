/** Ends a rule: every finding is shown, one a line. */

import { expect } from "vitest";

/** Expects a rule to have found nothing; each finding says which file breaks it and what to do. */
export function expectNone(findings: readonly string[]): void {
  if (findings.length > 0) expect.fail(`${findings.length} found\n${findings.join("\n")}`);
}
