/** The text of a release's page, as a table of contents: what changed, how to install it, sizes, how to verify it. */

import type { Env } from "@slipway/build";
import type { PublicKey } from "@slipway/manifest";

import { historyOf } from "./history.ts";
import { installLines, type InstallWays } from "./install-lines.ts";
import { joinedLines } from "./joined-lines.ts";
import { LIMITS } from "./limits.ts";
import { changedAsWritten } from "./read-changelog.ts";
import { sizeTable, type SizeTableInput } from "./size-table.ts";
import { verifyLines } from "./verify-lines.ts";

export type NotesInput = {
  /** Absolute path of the project: its changelog lies there. */
  readonly root: string;
  readonly version: string;
  /** Takes the section of what is unreleased: for a snapshot, and for what comes next. */
  readonly unreleased: boolean;
  readonly repository: string | undefined;
  readonly install: InstallWays;
  /** Without artifacts there is no table. */
  readonly sizes: SizeTableInput;
  readonly publicKey: PublicKey | undefined;
};

export type ReleaseNotes = {
  readonly version: string;
  /** What the changes are told from. */
  readonly from: "changelog" | "commits";
  /** Markdown, with a line end at its end. */
  readonly text: string;
};

/**
 * Writes the notes: from the changelog's section, else from the commits since the previous release. The same project
 * gives the same text. A table of sizes that would make it longer than GitHub takes is left out.
 *
 * @throws Fault `changelog-missing`, `changelog-unusable`, `history-incomplete`.
 */
export async function releaseNotes(
  input: NotesInput,
  env: Pick<Env, "variables" | "signal">,
): Promise<ReleaseNotes> {
  const { root, version, unreleased, repository } = input;
  const release = { version, unreleased };
  const written = changedAsWritten(root, release);
  const changes =
    written === undefined ? await changedByCommits({ root, release, repository }, env) : joinedLines(written);
  const whole = notesText(input, { changes, sizes: sizeTable(input.sizes) });
  // The table grows with apps and targets without end; a page shows its files anyway.
  const text = whole.length <= LIMITS.notesCharacters ? whole : notesText(input, { changes, sizes: "" });
  return { version, from: written === undefined ? "commits" : "changelog", text };
}

function notesText(
  { install, publicKey }: NotesInput,
  { changes, sizes }: { readonly changes: string; readonly sizes: string },
): string {
  const parts = [
    changes,
    ...titled("Install", installLines(install, sizes !== "")),
    ...titled("Files", sizes),
    ...titled("Verify", verifyLines(publicKey)),
  ];
  return `${parts.join("\n\n")}\n`;
}

async function changedByCommits(
  project: {
    readonly root: string;
    readonly release: { readonly version: string; readonly unreleased: boolean };
    readonly repository: string | undefined;
  },
  env: Pick<Env, "variables" | "signal">,
): Promise<string> {
  const history = await historyOf(project.root, project.release, env);
  // Most projects have a changelog, and need no parser of messages.
  const { commitSections } = await import("./commit-sections.ts");
  return commitSections(history, project.repository);
}

function titled(title: string, text: string): readonly string[] {
  return text === "" ? [] : [`## ${title}\n\n${text}`];
}
