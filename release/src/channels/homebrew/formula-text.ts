/** The text of a formula (docs.brew.sh, "Formula Cookbook"), in the order and layout that `brew style` wants. */

import type { AppRun } from "@slipway/config";

import { THIRD_PARTY_FILE } from "../../plan/check-documents.ts";
import type { PrintedFile, PrintedKind } from "../../completions/printed-files.ts";
import { formulaClass } from "./formula-class.ts";
import type { FormulaArchive, FormulaInput, FormulaSlot, SlotOs } from "./formula-input.ts";
import { formulaLicense } from "./formula-license.ts";
import { rubyHeredoc, rubyString, rubyStringAfter } from "./ruby-text.ts";

type Lines = readonly string[];

/** The first line of every formula; what begins with it is ours to replace. */
export const FORMULA_HEAD = "# Written by slipway publish, which replaces it with every version.";

const BLOCKS: readonly { readonly os: SlotOs; readonly block: string; readonly only: string }[] = [
  { os: "darwin", block: "on_macos", only: "depends_on :macos" },
  { os: "linux", block: "on_linux", only: "depends_on :linux" },
];
/** Homebrew's words for CPUs. */
const CPUS = [
  { cpu: "arm64", block: "on_arm", other: "depends_on arch: :intel" },
  { cpu: "x64", block: "on_intel", other: "depends_on arch: :arm64" },
] as const;

const FOLDERS: Readonly<Record<PrintedKind, string>> = {
  bash: "bash_completion",
  zsh: "zsh_completion",
  fish: "fish_completion",
  powershell: "pwsh_completion",
  man: "man1",
};

/** The whole file; the same for the same input. */
export function formulaText(input: FormulaInput): string {
  const { homebrew, version, license, slots } = input;
  const { description, homepage, dependencies } = homebrew;
  const parts: Lines[] = [
    [
      `desc ${rubyString(description)}`,
      ...(homepage === undefined ? [] : [`homepage ${rubyString(homepage)}`]),
      `version ${rubyString(version)}`,
      ...(license === undefined ? [] : [`license ${formulaLicense(license)}`]),
    ],
    livecheckLines(slots),
    dependencies.map((name) => `depends_on ${rubyString(name)}`),
    ...BLOCKS.map(({ os, block }) => blockOf(block, systemLines(slots, os))),
    blockOf("def install", installLines(input)),
    caveatsLines(homebrew.caveats),
    serviceLines(homebrew.service),
    blockOf("test", testLines(input)),
  ];
  const body = parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  const lines = [
    FORMULA_HEAD,
    `class ${formulaClass(homebrew.formula)} < Formula`,
    ...indented(body),
    "end",
    "",
  ];
  return lines.join("\n");
}

/** A block, or a method where its head says so; nothing where nothing is in it. */
function blockOf(head: string, body: Lines): Lines {
  if (body.length === 0) return [];
  return [head.startsWith("def ") ? head : `${head} do`, ...indented(body), "end"];
}

function indented(lines: Lines): Lines {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

/** GitHub's releases say which version is the latest; elsewhere the formula itself is all there is. */
function livecheckLines(slots: readonly FormulaSlot[]): Lines {
  const urls = slots.flatMap(({ archive }) => archive?.url ?? []);
  const isGithub = urls.every((url) => /^https:\/\/github\.com\/[^/]+\/[^/]+\/releases\//u.test(url));
  return isGithub ? blockOf("livecheck", ["url :stable", "strategy :github_latest"]) : [];
}

/**
 * Every system and CPU has an address, for Homebrew reads no formula without one (`brew readall`); where the release
 * has nothing it is another archive's, and what it depends on cannot be had there.
 */
function systemLines(slots: readonly FormulaSlot[], os: SlotOs): Lines {
  const own = slots.filter((slot) => slot.os === os && slot.archive !== undefined);
  const foreign = BLOCKS.filter((block) => block.os !== os).map((block) => block.only);
  const standIn = (own[0] ?? slots.find(({ archive }) => archive !== undefined))?.archive;
  return CPUS.flatMap(({ cpu, block, other }) => {
    const archive = own.find((slot) => slot.cpu === cpu)?.archive;
    if (archive !== undefined) return blockOf(block, archiveLines(archive));
    if (standIn === undefined) return [];
    return blockOf(block, [...archiveLines(standIn), "", ...(own.length > 0 ? [other] : foreign)]);
  });
}

function archiveLines({ url, sha256 }: FormulaArchive): Lines {
  return [`url ${rubyString(url)}`, `sha256 ${rubyString(sha256)}`];
}

/** What an archive may not have is looked for where it is unpacked. */
function installLines({ apps }: FormulaInput): Lines {
  const everywhere = apps.filter(({ isEverywhere }) => isEverywhere);
  const names = everywhere.map(({ name }) => rubyString(name));
  return [
    ...(names.length === 0 ? [] : [`bin.install ${names.join(", ")}`]),
    ...everywhere.flatMap(({ texts }) => texts.map(textLine)),
    ...apps
      .filter(({ isEverywhere }) => !isEverywhere)
      .flatMap(({ name, texts }) =>
        conditional(`File.exist?(${rubyString(name)})`, [
          `bin.install ${rubyString(name)}`,
          ...texts.map(textLine),
        ]),
      ),
    `prefix.install ${rubyString(THIRD_PARTY_FILE)}`,
  ];
}

function conditional(condition: string, body: Lines): Lines {
  const [first, ...more] = body;
  return more.length === 0 ? [`${first} if ${condition}`] : [`if ${condition}`, ...indented(body), "end"];
}

/** Bash looks for the completions of a command under its name. */
function textLine({ kind, name, app }: PrintedFile): string {
  const renamed = kind === "bash" ? ` => ${rubyString(app)}` : "";
  return `${FOLDERS[kind]}.install ${rubyString(name)}${renamed}`;
}

function caveatsLines(caveats: string | undefined): Lines {
  return caveats === undefined ? [] : blockOf("def caveats", rubyHeredoc(caveats));
}

function serviceLines(service: AppRun | undefined): Lines {
  if (service === undefined) return [];
  const { app, args } = service;
  const log = `var/${rubyString(`log/${app}.log`)}`;
  return blockOf("service", [
    `run [${[`opt_bin/${rubyString(app)}`, ...args.map(rubyString)].join(", ")}]`,
    "keep_alive true",
    `log_path ${log}`,
    `error_log_path ${log}`,
  ]);
}

function testLines({ homebrew, version, versionApp, apps }: FormulaInput): Lines {
  const { test } = homebrew;
  if (test === undefined && versionApp !== undefined) {
    return [`assert_match version.to_s, ${shellOutput({ app: versionApp, args: ["--version"] })}`];
  }
  if (test === undefined) {
    const [first] = apps;
    return first === undefined ? [] : [`assert_predicate bin/${rubyString(first.name)}, :executable?`];
  }
  const { app, args, stdout } = test;
  if (stdout === undefined) {
    return [`system ${[`bin/${rubyString(app)}`, ...args.map(rubyString)].join(", ")}`];
  }
  return [`assert_match ${rubyString(stdout.replaceAll("{version}", version))}, ${shellOutput(test)}`];
}

function shellOutput({ app, args }: AppRun): string {
  return `shell_output(${rubyStringAfter("bin", [`/${app}`, ...args.map(shellWord)].join(" "))})`;
}

/** One word to a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
