/** What a formula is made from: the archives of a release for the systems that Homebrew runs on. */

import type { Config, HomebrewConfig } from "@slipway/config";
import { type Cpu, type TargetId, TARGETS, targetOf } from "@slipway/targets";

import { type PrintedFile, printedFiles } from "../../completions/printed-files.ts";
import { asciiAddress } from "../../installers/ascii-address.ts";
import { fileAddress } from "../../notes/install-lines.ts";
import { archiveFor } from "../../plan/plan.ts";
import type { LocalRelease } from "../../publish/state.ts";
import { channelFault } from "../faults.ts";

/** The systems that Homebrew tells apart; Linux is glibc's there. */
export const SLOTS = [
  { os: "darwin", cpu: "arm64", libc: undefined },
  { os: "darwin", cpu: "x64", libc: undefined },
  { os: "linux", cpu: "arm64", libc: "glibc" },
  { os: "linux", cpu: "x64", libc: "glibc" },
] as const;

export type SlotOs = (typeof SLOTS)[number]["os"];

export type FormulaArchive = {
  readonly target: TargetId;
  readonly url: string;
  readonly sha256: string;
};

export type FormulaSlot = {
  readonly os: SlotOs;
  readonly cpu: Cpu;
  /** Undefined where the release has nothing for it. */
  readonly archive: FormulaArchive | undefined;
};

/** An app that lies in at least one of the archives. */
export type FormulaApp = {
  readonly name: string;
  /** In every one of them. */
  readonly isEverywhere: boolean;
  readonly texts: readonly PrintedFile[];
};

export type FormulaInput = {
  readonly homebrew: HomebrewConfig;
  readonly version: string;
  readonly license: string | undefined;
  readonly slots: readonly FormulaSlot[];
  readonly apps: readonly FormulaApp[];
  /** What `brew test` runs where the configuration says nothing; undefined where no run shows the version. */
  readonly versionApp: string | undefined;
};

type Release = Pick<LocalRelease, "version" | "files" | "tag">;

/**
 * The input of `formulaText`.
 *
 * @throws Fault `no-brew-target` for a release without an archive for macOS or for Linux with glibc.
 */
export function formulaInput(
  release: Release,
  { config, homebrew }: { readonly config: Config; readonly homebrew: HomebrewConfig },
): FormulaInput {
  const { version } = release;
  const archives = archivesOf(release, config);
  const slots = SLOTS.map(({ os, cpu, libc }) => {
    const target = targetOf({ os, cpu, libc });
    return { os, cpu, archive: target && archiveFor(target, archives) };
  });
  const used = slots.flatMap(({ archive }) => archive?.target ?? []);
  if (used.length === 0) {
    throw channelFault("no-brew-target", {
      message: `Cannot make a formula of ${release.tag}: it has no archive for macOS or for Linux with glibc`,
      hint: "Add such a target to targets, or remove channels.homebrew",
    });
  }
  const apps = config.apps.filter(({ targets }) => used.some((target) => targets.includes(target)));
  return {
    homebrew,
    version,
    license: config.license,
    slots,
    apps: apps.map((app) => ({
      name: app.name,
      isEverywhere: used.every((target) => app.targets.includes(target)),
      texts: printedFiles([app]),
    })),
    versionApp: apps.find(({ smoke }) => smoke.some(({ args }) => args.join(" ") === "--version"))?.name,
  };
}

function archivesOf({ version, files }: Release, config: Config): readonly FormulaArchive[] {
  return config.targets.flatMap((target) => {
    const name = `${config.product}-${target}.${TARGETS[target].archive}`;
    const file = files.find((candidate) => candidate.name === name);
    const address = fileAddress(config, { version, file: name });
    if (file === undefined || address === undefined) return [];
    return [{ target, url: asciiAddress(address), sha256: file.sha256 }];
  });
}
