/** Turns commits into sections for users, by the convention of their messages (Conventional Commits 1.0.0). */

import { type Commit as Parsed, CommitParser } from "conventional-commits-parser";

import type { Commit, History } from "./history.ts";
import { LIMITS } from "./limits.ts";
import { code, codeLink, markdownLine } from "./markdown.ts";

const TITLES = {
  breaking: "Breaking changes",
  feat: "Features",
  fix: "Fixes",
  perf: "Performance",
  revert: "Reverts",
  other: "Other changes",
} as const;
type Kind = keyof typeof TITLES;
const KINDS: readonly Kind[] = ["breaking", "feat", "fix", "perf", "revert", "other"];

/** What users do not notice; a type that is not here and has no section of its own is among the other changes. */
const INTERNAL: ReadonlySet<string> = new Set(["build", "chore", "ci", "docs", "refactor", "style", "test"]);

/** Type, scope, exclamation mark, description (clauses 1 to 5 and 13). */
const HEADER = /^([A-Za-z]\w*)(?:\(([^()]*)\))?(!)?: +(.+)$/u;
/** As `git revert` writes it. */
const REVERTED = /This reverts commit (?<hash>[0-9a-f]{7,64})/u;
const SHORT_HASH_DIGITS = 7;

type Change = { readonly kind: Kind; readonly commit: Commit; readonly line: string };

/**
 * The Markdown of a release's commits. Commits that a later one of them reverts are left out together with that one,
 * and so are internal changes that break nothing.
 */
export function commitSections(history: History, repository: string | undefined): string {
  const parser = new CommitParser({
    headerPattern: HEADER,
    headerCorrespondence: ["type", "scope", "mark", "subject"],
    // A message could set any field of the result with "-field-": among them those the parser itself goes on to use.
    fieldPattern: /(?!)/u,
  });
  const changes = withoutReverted(history.commits).flatMap((commit) =>
    changeOf(commit, { parser, repository }),
  );
  const { shown, hidden } = bounded(changes);
  const sections = KINDS.flatMap((kind) => {
    const lines = shown.filter((change) => change.kind === kind).map(({ line }) => line);
    return lines.length === 0 ? [] : [`### ${TITLES[kind]}\n\n${lines.join("\n")}`];
  });
  const since =
    history.since === undefined ? "" : ` since ${markdownLine(history.since, LIMITS.subjectCharacters)}`;
  const rest = history.cut
    ? [`There are older commits${since} that are not listed.`]
    : hidden > 0
      ? [`${hidden} more changes${since} are not listed.`]
      : [];
  if (sections.length + rest.length === 0) return `Nothing that users would notice changed${since}.`;
  return [...sections, ...rest].join("\n\n");
}

/** Newest first: a revert that is itself reverted takes nothing away. */
function withoutReverted(commits: readonly Commit[]): readonly Commit[] {
  const gone = new Set<string>();
  for (const { hash, message } of commits) {
    const reverted = REVERTED.exec(message.slice(0, LIMITS.messageCharacters))?.groups?.["hash"];
    if (reverted === undefined || gone.has(hash)) continue;
    const target = commits.find((commit) => commit.hash !== hash && commit.hash.startsWith(reverted));
    if (target === undefined) continue;
    gone.add(hash);
    gone.add(target.hash);
  }
  return commits.filter(({ hash }) => !gone.has(hash));
}

function changeOf(
  commit: Commit,
  options: { readonly parser: CommitParser; readonly repository: string | undefined },
): readonly Change[] {
  const message = commit.message.slice(0, LIMITS.messageCharacters);
  if (message.trim() === "") return [];
  const parsed = options.parser.parse(message);
  const kind = kindOf(parsed);
  return kind === undefined ? [] : [{ kind, commit, line: lineOf(commit, parsed, options.repository) }];
}

function kindOf({ type = null, mark, notes, header }: Parsed): Kind | undefined {
  if (notes.length > 0 || mark === "!") return "breaking";
  const word = type?.toLowerCase() ?? "";
  if (word === "revert" || header?.startsWith('Revert "') === true) return "revert";
  const own = (["feat", "fix", "perf"] as const).find((kind) => kind === word);
  if (own !== undefined) return own;
  return INTERNAL.has(word) ? undefined : "other";
}

function lineOf(
  { hash }: Commit,
  { header, type, scope, subject, notes }: Parsed,
  repository: string | undefined,
): string {
  const { subjectCharacters, breakingCharacters } = LIMITS;
  // The type says nothing where it is none of the convention's.
  const known = isKnown(type ?? "") || notes.length > 0;
  const text = markdownLine((known ? subject : header) ?? header ?? "", subjectCharacters);
  const before = known && (scope ?? "") !== "" ? `**${markdownLine(scope ?? "", subjectCharacters)}:** ` : "";
  const short = hash.slice(0, SHORT_HASH_DIGITS);
  const link = repository === undefined ? code(short) : codeLink(short, `${repository}/commit/${hash}`);
  const details = notes.map((note) => `\n  ${markdownLine(note.text, breakingCharacters)}`);
  return `- ${before}${text} (${link})${details.join("")}`;
}

function isKnown(type: string): boolean {
  const word = type.toLowerCase();
  return INTERNAL.has(word) || Object.hasOwn(TITLES, word);
}

/** As many as fit, the most important first. */
function bounded(changes: readonly Change[]): { readonly shown: readonly Change[]; readonly hidden: number } {
  let characters = 0;
  const shown = changes
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .filter(({ line }) => {
      characters += line.length + 1;
      return characters <= LIMITS.changesCharacters;
    });
  return { shown, hidden: changes.length - shown.length };
}
