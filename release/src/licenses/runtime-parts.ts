/** What a runtime is made of and under which licenses, since every executable carries it. */

import type { Os } from "@slipway/targets";

import type { LicenseTextName } from "./license-text.ts";
import { RUNTIME_1_4_4 } from "./runtime-1-4-4.ts";

export type RuntimePart = {
  readonly name: string;
  /** Linked into the runtime, or a package it injects where that is imported. */
  readonly kind: "library" | "polyfill";
  /** An SPDX expression where the account is clear enough for one; else its own words. */
  readonly license: string;
  /** Where it is from; a package of npm is found by its purl. */
  readonly address?: string;
  /** A release, or a commit; undefined where the runtime does not say. */
  readonly version?: string;
  readonly purl: string;
  /** The copyright notices; none where only the sources have them. */
  readonly notices?: readonly string[];
  /** The texts that hold; none where only the sources have them. */
  readonly texts?: readonly LicenseTextName[];
  /** Where it is in the runtime; everywhere by default. */
  readonly systems?: readonly Os[];
};

/** What one version of Bun is made of. */
export type RuntimeAccount = { readonly version: string; readonly parts: readonly RuntimePart[] };

/** Bun itself; it names no holder of its copyright. */
export const RUNTIME = {
  name: "bun",
  license: "MIT",
  homepage: "https://bun.com",
  repository: "https://github.com/oven-sh/bun",
  /** The official text, of the newest version. */
  licenseText: "https://bun.com/docs/project/license",
} as const;

/** From the oldest to the newest. */
const ACCOUNTS: readonly RuntimeAccount[] = [RUNTIME_1_4_4];

/**
 * The parts of a runtime for `os`. For a version whose account is not here they are those of another, which `of`
 * names, and have no versions.
 */
export function runtimeParts(runtime: { readonly version: string; readonly os: Os }): {
  readonly of: string;
  readonly parts: readonly RuntimePart[];
} {
  const known = ACCOUNTS.find(({ version }) => version === runtime.version);
  const { version: of, parts } = known ?? ACCOUNTS.at(-1) ?? RUNTIME_1_4_4;
  const here = parts.filter(({ systems }) => systems?.includes(runtime.os) ?? true);
  return { of, parts: known === undefined ? here.map(withoutVersion) : here };
}

function withoutVersion(part: RuntimePart): RuntimePart {
  const { version: _, ...rest } = part;
  return { ...rest, purl: part.purl.replace(/@.*$/u, "") };
}
