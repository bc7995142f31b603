/** The installers of a release: scripts that know its files by their digests. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type TargetId, TARGETS } from "@slipway/targets";

import type { InstallerInput } from "./installer-input.ts";
import { powershellFacts } from "./powershell-facts.ts";
import { shellFacts } from "./shell-facts.ts";

/** The names under which they are published; each also asks for itself in other releases. */
export const SHELL_INSTALLER = "install.sh";
export const POWERSHELL_INSTALLER = "install.ps1";

/** In the order of the script; FACTS stands for what is particular to the release. */
const FACTS = "facts";
const SHELL_PARTS = [
  "head",
  FACTS,
  "say",
  "arguments",
  "target",
  "digest",
  "download",
  "signature",
  "version",
  "state",
  "receipt",
  "stage",
  "commit",
  "completions",
  "profile",
  "uninstall",
  "other-version",
  "main",
];
const POWERSHELL_PARTS = [
  "head",
  FACTS,
  "say",
  "options",
  "download",
  "state",
  "stage",
  "commit",
  "completions",
  "user-path",
  "uninstall",
  "other-version",
  "main",
];

export type InstallerTexts = {
  /** `install.sh`; undefined without a target that has a shell. */
  readonly sh: string | undefined;
  /** `install.ps1`; undefined without a target of Windows. */
  readonly ps1: string | undefined;
};

/** The installers that a release for these targets has, by file name. */
export function installerFiles(targets: readonly TargetId[]): readonly string[] {
  const windows = targets.filter(isWindows);
  return [
    ...(windows.length < targets.length ? [SHELL_INSTALLER] : []),
    ...(windows.length > 0 ? [POWERSHELL_INSTALLER] : []),
  ];
}

/** The texts of the installers: the same input gives the same texts. */
export function installerTexts(input: InstallerInput): InstallerTexts {
  const windows = input.targets.filter(({ target }) => isWindows(target));
  const others = input.targets.filter(({ target }) => !isWindows(target));
  return {
    sh:
      others.length === 0
        ? undefined
        : textOf(input, {
            folder: "sh",
            parts: SHELL_PARTS,
            facts: shellFacts({ ...input, targets: others }),
          }),
    ps1:
      windows.length === 0
        ? undefined
        : textOf(input, {
            folder: "ps1",
            parts: POWERSHELL_PARTS,
            facts: powershellFacts({ ...input, targets: windows }),
          }),
  };
}

function isWindows(target: TargetId): boolean {
  return TARGETS[target].os === "windows";
}

function textOf(
  input: InstallerInput,
  script: { readonly folder: "sh" | "ps1"; readonly parts: readonly string[]; readonly facts: string },
): string {
  const parts = script.parts.map((part) => (part === FACTS ? script.facts : partText(script.folder, part)));
  return parts
    .join("\n")
    .replaceAll("@PRODUCT@", input.product)
    .replaceAll("@VERSION@", input.version)
    .replaceAll("@PREFIX@", variablePrefix(input.product));
}

/** Kept with line feeds, also where git changes them in a checkout. */
function partText(folder: "sh" | "ps1", part: string): string {
  return readFileSync(join(import.meta.dirname, folder, `${part}.${folder}`), "utf8").replaceAll(
    "\r\n",
    "\n",
  );
}

/** How the names of its environment variables begin; a name must not begin with a digit (POSIX, 3.216 Name). */
function variablePrefix(product: string): string {
  const name = product.toUpperCase().replaceAll("-", "_");
  return /^\d/u.test(name) ? `_${name}` : name;
}
