/** The texts that apps print of themselves, and where they lie in an archive: completions for shells, and man pages. */

import { type AppConfig, COMPLETION_SHELLS, type CompletionShell } from "@slipway/config";

export type PrintedKind = CompletionShell | "man";

export type PrintedFile = {
  readonly app: string;
  readonly kind: PrintedKind;
  /** Below the archive's one folder, with "/". */
  readonly name: string;
  /** The arguments with which the app prints it. */
  readonly args: readonly string[];
};

/** Each as its shell names it where it looks for completions; `man` goes by folder, section and name. */
const NAMES: Readonly<Record<PrintedKind, (app: string) => string>> = {
  bash: (app) => `completions/${app}.bash`,
  zsh: (app) => `completions/_${app}`,
  fish: (app) => `completions/${app}.fish`,
  powershell: (app) => `completions/${app}.ps1`,
  man: (app) => `man/${app}.1`,
};

/** The texts that these apps print, as their configuration says. */
export function printedFiles(
  apps: readonly Pick<AppConfig, "name" | "completions" | "man">[],
): readonly PrintedFile[] {
  return apps.flatMap(({ name: app, completions, man }) => {
    const declared = [
      ...COMPLETION_SHELLS.map((kind) => ({ kind, args: completions[kind] })),
      { kind: "man", args: man } as const,
    ];
    return declared.flatMap(({ kind, args }) =>
      args === undefined ? [] : [{ app, kind, name: NAMES[kind](app), args }],
    );
  });
}
