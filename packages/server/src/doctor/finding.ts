/** What a check of `chatty doctor` found. */

import { asFault } from "../faults.ts";

export type Finding = {
  /** What was looked at, in a word. */
  readonly check: string;
  /** `warning`: chatty works, and something is not as it should be. */
  readonly state: "ok" | "warning" | "failed";
  /** In a sentence without a full stop. */
  readonly found: string;
  readonly details: readonly string[];
  /** The next move; null where there is nothing to do. */
  readonly hint: string | null;
};

export function ok(check: string, found: string): Finding {
  return { check, state: "ok", found, details: [], hint: null };
}

type Advice = { readonly found: string; readonly hint: string };

export function warning(check: string, { found, hint }: Advice): Finding {
  return { check, state: "warning", found, details: [], hint };
}

/** Whatever was thrown, as a finding. */
export function failed(check: string, thrown: unknown): Finding {
  const { message, details, hint } = asFault(thrown);
  return { check, state: "failed", found: message, details, hint };
}
