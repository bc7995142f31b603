/** What a project's changelog says about a version. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { isVersion } from "@slipway/manifest";

import { changelogSections, saysSomething, type Section, UNRELEASED } from "./changelog-section.ts";
import { notesFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

/**
 * The section of `version`, or of what is unreleased, from `CHANGELOG.md` at `root`; undefined where there is no such
 * file.
 *
 * @throws Fault `changelog-missing` when the file has no section for it, or an empty one; `changelog-unusable`.
 */
export function changedAsWritten(
  root: string,
  wanted: { readonly version: string; readonly unreleased: boolean },
): string | undefined {
  const file = readdirSync(root)
    .filter((name) => name.toLowerCase() === "changelog.md")
    .toSorted()
    .at(0);
  if (file === undefined) return undefined;
  const found = changelogSections(readText(root, file));
  if ("unclosed" in found) {
    const { kind, line } = found.unclosed;
    throw unusable(file, `the ${kind} that begins in line ${line} is not closed`);
  }
  const name = wanted.unreleased ? UNRELEASED : wanted.version;
  const [section, second] = found.sections.filter(({ heading }) => heading.name === name);
  if (section === undefined) throw missing({ file, version: wanted.version, name }, found.sections);
  if (second !== undefined)
    throw unusable(file, `"${section.heading.text}" is there twice, in lines ${lines([section, second])}`);
  if (!saysSomething(section)) throw empty(file, section);
  if (section.text.length > LIMITS.changesCharacters) {
    const size = `${section.text.length} characters, at most ${LIMITS.changesCharacters} can be published`;
    throw unusable(file, `"${section.heading.text}" has ${size}`);
  }
  return section.text;
}

function readText(root: string, file: string): string {
  const path = join(root, file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw unusable(file, "it is no plain file");
  if (found.size > LIMITS.changelogBytes)
    throw unusable(file, `it has ${found.size} bytes, at most ${LIMITS.changelogBytes} are read`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw unusable(file, "it is not UTF-8 text");
    throw error;
  }
}

function lines(sections: readonly Section[]): string {
  return sections.map(({ heading }) => heading.line).join(" and ");
}

function missing(
  wanted: { readonly file: string; readonly version: string; readonly name: string },
  sections: readonly Section[],
): unknown {
  const { file, version, name } = wanted;
  const headings = sections.slice(0, LIMITS.headings).map(({ heading }) => `"## ${heading.text}"`);
  const wantedHeading = name === UNRELEASED ? "## [Unreleased]" : `## [${version}] - YYYY-MM-DD`;
  const isUnreleased = sections.some(({ heading }) => heading.name === UNRELEASED);
  const isNext = sections.every(
    ({ heading }) => !isVersion(heading.name) || Bun.semver.order(version, heading.name) > 0,
  );
  const renamed = isUnreleased && isNext ? ', e.g. by renaming "## [Unreleased]"' : "";
  const shown = isUnreleased ? "; what is unreleased is shown by: slipway changelog --unreleased" : "";
  return notesFault("changelog-missing", {
    message: `Cannot write the notes of ${version}: "${file}" has no section "${wantedHeading}"`,
    details:
      headings.length === 0 ? ["it has no headings of the second level"] : [`it has ${headings.join(", ")}`],
    hint: `Write "${wantedHeading}" above what changed${renamed}${shown}`,
  });
}

function empty(file: string, { heading }: Section): unknown {
  return notesFault("changelog-missing", {
    message: `Cannot write the notes: nothing stands under "## ${heading.text}" in "${file}" (line ${heading.line})`,
    hint: "Write there what changed for users",
  });
}

function unusable(file: string, state: string): unknown {
  return notesFault("changelog-unusable", {
    message: `Cannot read "${file}": ${state}`,
    hint: "Mend the file: its section is published as it stands there",
  });
}
