/** The texts that apps print of themselves, and where they lie in an archive: completions for shells, and man pages. */

import { type DeclaredText, declaredTexts, type PrintedKind } from "@slipway/build";
import type { AppConfig } from "@slipway/config";

export type { PrintedKind };

export type PrintedFile = DeclaredText & {
  readonly app: string;
  /** Below the archive's one folder, with "/". */
  readonly name: string;
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
  return apps.flatMap((app) =>
    declaredTexts(app).map((text) => ({ ...text, app: app.name, name: NAMES[text.kind](app.name) })),
  );
}
