/** What the notes of a release are made from, the same for whoever shows and whoever publishes them. */

import type { Config } from "@slipway/config";

import { brewName } from "../channels/homebrew/brew-name.ts";
import { releaseFiles, type ReleasePlan } from "../plan/plan.ts";
import { configuredPublicKey, snapshotPublicKey } from "../sign/signing-key.ts";
import { exampleExecutable, fileAddress } from "./install-lines.ts";
import { previousRelease } from "./previous-release.ts";
import type { NotesInput } from "./release-notes.ts";
import type { SizedArtifact } from "./size-table.ts";

export type NotedRelease = {
  readonly version: string;
  /** True for a snapshot, and for what comes next: the changelog has it as "Unreleased". */
  readonly unreleased: boolean;
  /** Empty while nothing is built. */
  readonly artifacts: readonly SizedArtifact[];
};

/** Installers by the names that they have in every release. */
const SHELL_INSTALLER = "install.sh";
const POWERSHELL_INSTALLER = "install.ps1";

/**
 * The input of `releaseNotes` for a release of this project. A way to install is there when the plan has its file and
 * the configuration an address for it.
 *
 * @throws Fault `public-key-unusable`, `public-key-weak`.
 */
export function notesInput(
  project: { readonly config: Config; readonly plan: ReleasePlan },
  release: NotedRelease,
): NotesInput {
  const { config, plan } = project;
  const { version, unreleased, artifacts } = release;
  const previous = previousRelease(config.root, { version, unreleased });
  const files = new Set(releaseFiles(plan));
  function addressOf(file: string): string | undefined {
    return fileAddress(config, { version, file });
  }
  return {
    root: config.root,
    version,
    unreleased,
    repository: config.repository,
    install: {
      shell: files.has(SHELL_INSTALLER) ? addressOf(SHELL_INSTALLER) : undefined,
      powershell: files.has(POWERSHELL_INSTALLER) ? addressOf(POWERSHELL_INSTALLER) : undefined,
      // Homebrew gets no pre-releases.
      homebrew: version.includes("-") ? undefined : brewName(config.channels.homebrew),
      executable: exampleExecutable(config, plan, version),
    },
    sizes: { artifacts, previous, addressOf },
    publicKey: unreleased ? snapshotPublicKey() : configuredPublicKey(config),
  };
}
