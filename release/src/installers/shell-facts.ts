/** The part of `install.sh` that is particular to a release, as assignments and tables. */

import { renderPublicKeyLine } from "@slipway/manifest";
import { type Cpu, TARGETS } from "@slipway/targets";

import type { InstallerInput, InstallerTarget, InstallerText } from "./installer-input.ts";
import { publicKeyDer } from "./public-key-der.ts";
import { cpuNames, type Machine, servedMachines } from "./target-choice.ts";

const CPUS: readonly Cpu[] = ["x64", "arm64"];

/** Assignments and functions in the shell's language. Nothing in them is executed but assignments. */
export function shellFacts(input: InstallerInput): string {
  const targets = input.targets.map(({ target }) => target);
  const texts = input.texts.filter(({ kind }) => kind !== "powershell");
  const values = {
    product: input.product,
    version: input.version,
    release_downloads: input.downloads,
    release_targets: targets.join(", "),
    first_executable: input.targets[0]?.executables[0]?.name ?? "",
    checksums: input.checksums.file,
    checksums_signature: input.checksums.signature,
    public_key: renderPublicKeyLine(input.publicKey),
    public_key_der: publicKeyDer(input.publicKey),
    self_check: input.selfCheck.join(" "),
    texts: texts.map(textName).join("\n"),
  };
  return [
    "# What this release is.",
    ...Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`),
    "",
    "# cpu_for MACHINE, as uname tells it",
    ...caseFunction("cpu_for", CPUS.flatMap(cpuRow)),
    "",
    "# target_for 'SYSTEM CPU' or 'SYSTEM CPU LIBC'",
    ...caseFunction("target_for", servedMachines(targets).map(machineRow)),
    "",
    "# release_facts TARGET: sets what is known of its archive. The first executable is the last of them, since it",
    "# needs the others.",
    ...caseFunction("release_facts", [
      ...input.targets.map(targetRow),
      { pattern: "*", commands: ["return 1"] },
    ]),
    "",
    "# print_text 'KIND EXECUTABLE': what it has for a shell, or for man",
    "# shellcheck disable=SC2016 # a dollar in an argument is one",
    ...caseFunction("print_text", [...texts.map(textRow), { pattern: "*", commands: ["return 1"] }]),
    "",
  ].join("\n");
}

type Row = { readonly pattern: string; readonly commands: readonly string[] };

function caseFunction(name: string, rows: readonly Row[]): readonly string[] {
  const lines = rows.flatMap(({ pattern, commands }) =>
    commands.length === 1
      ? [`  ${pattern}) ${commands.join("")} ;;`]
      : [`  ${pattern})`, ...commands.map((command) => `    ${command}`), "    ;;"],
  );
  return [`${name}() {`, "  case $1 in", ...lines, "  esac", "}"];
}

function cpuRow(cpu: Cpu): readonly Row[] {
  return [{ pattern: cpuNames(cpu).join(" | "), commands: [`echo ${cpu}`] }];
}

function machineRow({ id, served }: Machine): Row {
  const { os, cpu, libc } = TARGETS[id];
  const names = libc === undefined ? [os, cpu] : [os, cpu, libc];
  return { pattern: quoted(names.join(" ")), commands: [`echo ${served}`] };
}

function targetRow({ target, archive, executables }: InstallerTarget): Row {
  const [first, ...others] = executables;
  const inOrder = first === undefined ? [] : [...others, first];
  return {
    pattern: target,
    commands: [
      `archive=${quoted(archive.file)}`,
      `archive_signature=${quoted(archive.signature)}`,
      `archive_bytes=${archive.sizeBytes}`,
      `archive_sha256=${archive.sha256}`,
      `archive_root=${quoted(archive.root)}`,
      `first_executable=${quoted(first?.name ?? "")}`,
      `executables=${quoted(inOrder.map(({ name, sha256 }) => `${name}:${sha256}`).join(" "))}`,
    ],
  };
}

function textName({ kind, app }: InstallerText): string {
  return `${kind} ${app}`;
}

function textRow(text: InstallerText): Row {
  const words = text.args.map(quoted).join(" ");
  return { pattern: quoted(textName(text)), commands: [`bounded 60 "$dir"/${quoted(text.app)} ${words}`] };
}

/** One word for the shell, whatever is in it (POSIX, 2.2.2 Single-Quotes). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
