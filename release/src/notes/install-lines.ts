/** How to install what was released: one command for each way that there is. */

import type { Config } from "@slipway/config";
import { TARGETS } from "@slipway/targets";

import type { ReleasePlan } from "../plan/plan.ts";
import { codeBlock } from "./markdown.ts";

/** The ways a release can be installed; what is undefined does not exist and is not mentioned. */
export type InstallWays = {
  /** Address of the installer for POSIX shells. */
  readonly shell?: string | undefined;
  /** Address of the installer for PowerShell. */
  readonly powershell?: string | undefined;
  /** Name of the Homebrew formula: `owner/tap/name`. */
  readonly homebrew?: string | undefined;
  /** A bare executable, as an example of how all of them are had. */
  readonly executable?: { readonly app: string; readonly address: string } | undefined;
};

/** The address a file of the release has; undefined where the configuration knows none. */
export function fileAddress(
  config: Pick<Config, "downloads">,
  release: { readonly version: string; readonly file: string },
): string | undefined {
  return config.downloads?.replaceAll("{version}", release.version).replaceAll("{file}", release.file);
}

/** The bare executable that is shown: the first that a shell can run as it is, where files have addresses. */
export function exampleExecutable(
  config: Pick<Config, "downloads">,
  plan: Pick<ReleasePlan, "executables">,
  version: string,
): InstallWays["executable"] {
  const shown = plan.executables.find(({ target }) => TARGETS[target].suffix === "");
  const address = shown && fileAddress(config, { version, file: shown.file });
  return shown === undefined || address === undefined ? undefined : { app: shown.app, address };
}

/** The Markdown of the ways there are, without a heading; empty where there is none. `isListed` where a table of files follows. */
export function installLines(ways: InstallWays, isListed = false): string {
  const { shell, powershell, homebrew, executable } = ways;
  const blocks = [
    shell !== undefined && way("Linux and macOS:", "sh", `curl -fsSL ${shellWord(shell)} | sh`),
    powershell !== undefined &&
      way("Windows, in PowerShell:", "powershell", `irm ${powershellWord(powershell)} | iex`),
    homebrew !== undefined && way("Homebrew:", "sh", `brew install ${shellWord(homebrew)}`),
    executable !== undefined &&
      way(
        `One executable and nothing else${isListed ? "; the table has the names of the others" : ""}:`,
        "sh",
        `curl -fLo ${executable.app} ${shellWord(executable.address)} && chmod +x ${executable.app}`,
      ),
  ];
  return blocks.filter((block) => block !== false).join("\n\n");
}

function way(title: string, language: string, line: string): string {
  return `${title}\n\n${codeBlock(language, [line])}`;
}

/** Left as it is when no shell finds anything in it. */
function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** An address in ASCII, since PowerShell has more single quotes than one (about_Quoting_Rules). */
function powershellWord(address: string): string {
  const text = new URL(address).href;
  return /^[\w%+./:-]+$/u.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
