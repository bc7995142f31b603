/** The part of `install.ps1` that is particular to a release, as assignments. */

import { renderPublicKeyLine } from "@slipway/manifest";
import { TARGETS } from "@slipway/targets";

import { asciiAddress } from "./ascii-address.ts";
import type { InstallerInput, InstallerTarget } from "./installer-input.ts";
import { cpuNames, servedMachines } from "./target-choice.ts";

/** Assignments in PowerShell's language. */
export function powershellFacts(input: InstallerInput): string {
  const values = {
    ReleaseProduct: input.product,
    ReleaseVersion: input.version,
    ReleaseDownloads: asciiAddress(input.downloads),
    ReleaseChecksums: input.checksums.file,
    ReleaseChecksumsSignature: input.checksums.signature,
    ReleasePublicKey: renderPublicKeyLine(input.publicKey),
    ReleaseSelfCheck: input.selfCheck.join(" "),
    ReleaseCompletions: (input.completions ?? []).join(" "),
  };
  const machines = servedMachines(input.targets.map(({ target }) => target)).flatMap(({ id, served }) => {
    const { cpu } = TARGETS[id];
    return cpuNames(cpu).map((name) => `  ${quoted(name)} = ${quoted(served)}`);
  });
  return [
    "# What this release is.",
    ...Object.entries(values).map(([name, value]) => `$${name} = ${quoted(value)}`),
    "$ReleaseMachines = @{",
    ...machines,
    "}",
    "# The first executable is the one people start.",
    "$ReleaseTargets = [ordered]@{",
    ...input.targets.flatMap(targetLines),
    "}",
    "",
  ].join("\n");
}

function targetLines({ target, archive, executables }: InstallerTarget): readonly string[] {
  return [
    `  ${quoted(target)} = @{`,
    `    Archive = ${quoted(archive.file)}`,
    `    Signature = ${quoted(archive.signature)}`,
    `    Bytes = ${archive.sizeBytes}`,
    `    Sha256 = ${quoted(archive.sha256)}`,
    `    Root = ${quoted(archive.root)}`,
    "    Executables = @(",
    ...executables.map(({ name, sha256 }) => `      @{ Name = ${quoted(name)}; Sha256 = ${quoted(sha256)} }`),
    "    )",
    "  }",
  ];
}

/** PowerShell reads nothing of ASCII in single quotes but two of them for one (about_Quoting_Rules). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
