/** What the executables printed of themselves, as the build's record has it. Nothing is started here: a key may be near. */

import { type BuildRecord, findPrinted } from "@slipway/build";

import { completionsFault } from "./faults.ts";
import type { PrintedFile } from "./printed-files.ts";

/** A text, and what prints it. */
export type PlannedText = PrintedFile & {
  /** The app's executable that runs on this machine, relative to `dist`; undefined where there is none. */
  readonly from: string | undefined;
};

type Planned = { readonly texts: readonly PlannedText[] };

const OFFER = "or leave out its completions and man";

/**
 * Sees that building here prints every text.
 *
 * @throws Fault `text-unprintable` naming the apps of which nothing runs on this machine.
 */
export function expectPrinters({ texts }: Planned): void {
  const apps = appsOf(texts.filter(({ from }) => from === undefined));
  if (apps === "") return;
  throw completionsFault("text-unprintable", {
    message: `Cannot print completions and man pages of ${apps}: no executable of the release runs on this machine, wanted one that does`,
    hint: `Release on a machine of one of its targets, add this machine's to them, ${OFFER}`,
  });
}

/**
 * The texts by their names in an archive. Where several executables of an app printed them, those of the first target
 * in the table count.
 *
 * @throws Fault `text-unprintable` naming the apps of which no executable has printed them.
 */
export function printedTexts(
  { texts }: Planned,
  { built, dist }: { readonly built: BuildRecord; readonly dist: string },
): ReadonlyMap<string, string> {
  const found = texts.map((text) => ({ ...text, printed: textOf(text, { built, dist }) }));
  const apps = appsOf(found.filter(({ printed }) => printed === undefined));
  if (apps === "") return new Map(found.map(({ name, printed = "" }) => [name, printed]));
  throw completionsFault("text-unprintable", {
    message: `Cannot release completions and man pages of ${apps}: none of its executables has printed them, wanted what slipway build has them print`,
    hint: `Build on a machine of one of its targets, with slipway build, and merge its folder; ${OFFER}`,
  });
}

function textOf(
  { app, kind, args }: PrintedFile,
  { built, dist }: { readonly built: BuildRecord; readonly dist: string },
): string | undefined {
  const printed = built.executables
    .filter((entry) => entry.app === app)
    .flatMap((entry) => entry.texts ?? [])
    .find((text) => text.kind === kind && Bun.deepEquals(text.args, args));
  return printed && findPrinted(dist, printed);
}

function appsOf(texts: readonly PlannedText[]): string {
  return [...new Set(texts.map(({ app }) => `"${app}"`))].join(", ");
}
