/** What Windows shall show of an executable: the same for whoever stamps it and whoever checks it. */

import type { AppConfig } from "@slipway/config";

import { buildFault } from "../faults.ts";
import type { Identity } from "../identity.ts";
import { LIMITS } from "./limits.ts";
import { windowsVersion } from "./windows-version.ts";

export type WantedWindows = {
  /** `gui` opens no console window. */
  readonly subsystem: "console" | "gui";
  /** The strings of the version resource, by the names that Windows gives them. */
  readonly strings: Readonly<Record<string, string>>;
  /** Four numbers, e.g. `1.2.3.0`; the file's and the product's. */
  readonly fileVersion: string;
  readonly hasIcon: boolean;
};

/**
 * What the executable of `job` must show. A string that nobody gave is left out; the runtime's own never stays.
 *
 * @throws Fault `stamp-invalid`.
 */
export function wantedWindows(
  job: { readonly app: Pick<AppConfig, "name" | "windows">; readonly executable: string },
  options: { readonly product: string; readonly identity: Pick<Identity, "version"> },
): WantedWindows {
  const { name, windows } = job.app;
  const { version } = options.identity;
  const fileVersion = windowsVersion(version).join(".");
  const strings: Readonly<Record<string, string | undefined>> = {
    CompanyName: windows.company,
    FileDescription: windows.description ?? name,
    FileVersion: version,
    InternalName: name,
    LegalCopyright: windows.copyright,
    OriginalFilename: job.executable,
    ProductName: windows.title ?? options.product,
    ProductVersion: version,
  };
  return {
    subsystem: windows.hideConsole ? "gui" : "console",
    strings: Object.fromEntries(
      Object.entries(strings).flatMap(([key, text]) =>
        text === undefined ? [] : [[key, checkedText(name, key, text)]],
      ),
    ),
    fileVersion,
    hasIcon: windows.icon !== undefined,
  };
}

function checkedText(...[app, key, text]: readonly [app: string, key: string, text: string]): string {
  const found = problemOf(text);
  if (found === undefined) return text;
  throw buildFault("stamp-invalid", {
    message: `Cannot show "${text.slice(0, 80)}" as ${key} of ${app}: it ${found}`,
    hint: `Change the text in apps.${app}.windows, or leave it out`,
  });
}

function problemOf(text: string): string | undefined {
  if (text.trim() === "") return "is empty, some text is wanted";
  if (/\p{Cc}/u.test(text)) return "has a control character or a line break, one line of text is wanted";
  if (!text.isWellFormed()) return "has half of a character, whole ones are wanted";
  if (text.length <= LIMITS.textCharacters) return undefined;
  return `has ${text.length} characters, at most ${LIMITS.textCharacters} are taken`;
}
