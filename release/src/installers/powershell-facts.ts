/** The part of `install.ps1` that is particular to a release, as assignments. */

import { renderPublicKeyLine } from "@slipway/manifest";
import { executableName, TARGETS } from "@slipway/targets";

import { asciiAddress } from "./ascii-address.ts";
import type { InstallerInput, InstallerTarget, InstallerText } from "./installer-input.ts";
import { cpuNames, servedMachines } from "./target-choice.ts";
import { windowsArguments } from "./windows-arguments.ts";

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
    "# What executables print to complete their arguments.",
    "$ReleaseTexts = @(",
    ...input.texts.filter(({ kind }) => kind === "powershell").map((text) => textLine(text, input.targets)),
    ")",
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

function textLine({ app, args }: InstallerText, targets: readonly InstallerTarget[]): string {
  const names = new Set(targets.map(({ target }) => executableName(app, target)));
  const [executable = app] = names;
  const values = { Name: app, Executable: executable, Arguments: windowsArguments(args) };
  const cells = Object.entries(values).map(([name, value]) => `${name} = ${quoted(value)}`);
  return `  @{ ${cells.join("; ")} }`;
}

/** PowerShell reads nothing of ASCII in single quotes but two of them for one (about_Quoting_Rules). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
