/** What the archives and executables of a release take, and by how much that changed. */

import { TARGET_IDS } from "@slipway/targets";

import type { ArtifactEntry } from "../release-record.ts";
import { code, codeLink } from "./markdown.ts";

export type SizedArtifact = Pick<ArtifactEntry, "file" | "kind" | "target" | "app" | "sizeBytes">;

export type PreviousRelease = { readonly version: string; readonly artifacts: readonly SizedArtifact[] };

export type SizeTableInput = {
  /** As in the record of the release. */
  readonly artifacts: readonly SizedArtifact[];
  /** The release before, where its sizes are known; files have the same names in every release. */
  readonly previous: PreviousRelease | undefined;
  readonly addressOf: (file: string) => string | undefined;
};

/**
 * A Markdown table: a line for each target, a column for its archive and for each app; empty without artifacts. Where the
 * release before is known, each size has beside it what it was.
 */
export function sizeTable(input: SizeTableInput): string {
  const { artifacts } = input;
  const executables = artifacts.filter(({ kind }) => kind === "executable");
  const archives = artifacts.filter(({ kind }) => kind === "archive");
  const targets = TARGET_IDS.filter((id) =>
    [...archives, ...executables].some(({ target }) => target === id),
  );
  if (targets.length === 0) return "";
  const apps = [...new Set(executables.flatMap(({ app }) => app ?? []))].toSorted();
  const before = new Map(input.previous?.artifacts.map(({ file, sizeBytes }) => [file, sizeBytes]));
  const rows = targets.map((id) => [
    id,
    ...[undefined, ...apps].map((app) => {
      const among = app === undefined ? archives : executables.filter((one) => one.app === app);
      const artifact = among.find(({ target }) => target === id);
      return artifact === undefined ? "" : cell(artifact, { before, addressOf: input.addressOf });
    }),
  ]);
  const titles = ["target", "archive", ...apps.map(code)];
  const align = titles.map((_, index) => (index === 0 ? "---" : "--:"));
  const table = [titles, align, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const isCompared = [...archives, ...executables].some(({ file }) => before.has(file));
  const legend = `In parentheses: the change since ${input.previous?.version}.`;
  return isCompared ? `${table}\n\n${legend}` : table;
}

function cell(
  { file, sizeBytes }: SizedArtifact,
  options: {
    readonly before: ReadonlyMap<string, number>;
    readonly addressOf: SizeTableInput["addressOf"];
  },
): string {
  const address = options.addressOf(file);
  const before = options.before.get(file);
  const change = before === undefined ? "" : ` (${changeText(sizeBytes - before)})`;
  return `${address === undefined ? code(file) : codeLink(file, address)} ${sizeText(sizeBytes)}${change}`;
}

/** `+12 KB`, `−1.20 MB`, `same size`. */
export function changeText(bytes: number): string {
  if (bytes === 0) return "same size";
  return `${bytes > 0 ? "+" : "−"}${sizeText(Math.abs(bytes))}`;
}

/** `104.5 MB`, `4 KB`: decimal units, as GitHub shows the files beside it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${(bytes / 1000).toFixed(bytes < 9950 ? 1 : 0)} KB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 9_995_000 ? 2 : 1)} MB`;
}
