/** The commits since the previous release, from git's tags. */

import { askGit, type Env, type GitAnswer, lastLines } from "@slipway/build";
import { isVersion } from "@slipway/manifest";

import { notesFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

export type Commit = { readonly hash: string; readonly message: string };

export type History = {
  /** The tag of the previous release; undefined when there is none. */
  readonly since: string | undefined;
  /** Newest first, without merges. */
  readonly commits: readonly Commit[];
  /** There are more commits than are read. */
  readonly cut: boolean;
};

type Effects = Pick<Env, "variables" | "signal">;
type Release = { readonly version: string; readonly unreleased: boolean };

/**
 * The commits of a release: up to its tag where that is there, else up to what is checked out; since the highest
 * version's tag before it. A pre-release's tag counts for pre-releases only.
 *
 * @throws Fault `changelog-missing` outside version control, `history-incomplete` in a shallow checkout.
 */
export async function historyOf(root: string, release: Release, env: Effects): Promise<History> {
  const { version, unreleased } = release;
  const own = `refs/tags/v${version}`;
  const shallow = await askGit(root, env, { args: ["rev-parse", "--is-shallow-repository", "HEAD"] });
  // A folder that its checkout ignores has nothing to do with those commits.
  const ignored = await askGit(root, env, { args: ["check-ignore", "--quiet", "."] });
  if (shallow.exitCode !== 0 || ignored.exitCode === 0) throw noHistory(root, version);
  if (shallow.stdout.startsWith("true")) throw shallowHistory(root, version);
  const tagged = await askGit(root, env, { args: ["rev-parse", "--verify", "--quiet", `${own}^{commit}`] });
  const tip = !unreleased && tagged.exitCode === 0 ? own : "HEAD";
  const since = await previousTag(root, { ...release, tip }, env);
  const range = since === undefined ? tip : `refs/tags/${since}..${tip}`;
  return { since, ...(await commitsIn(root, { range, version }, env)) };
}

async function previousTag(
  root: string,
  release: Release & { readonly tip: string },
  env: Effects,
): Promise<string | undefined> {
  const { version, unreleased, tip } = release;
  // As SemVer has it, a pre-release comes before its version.
  const order = ["-c", "versionsort.suffix=-"];
  const args = [...order, "tag", "--list", "v*", "--sort=-version:refname", "--merged", tip];
  const tags = told(await askGit(root, env, { args }), { root, version }).split("\n");
  return tags.find(
    (tag) =>
      isVersion(tag.slice(1)) &&
      (unreleased || (tag !== `v${version}` && (version.includes("-") || !tag.includes("-")))),
  );
}

async function commitsIn(
  root: string,
  { range, version }: { readonly range: string; readonly version: string },
  env: Effects,
): Promise<Omit<History, "since">> {
  const form = ["-z", "--format=%H%n%B", "--encoding=UTF-8", "--no-patch", "--no-color"];
  const which = ["--no-merges", "--topo-order", `--max-count=${LIMITS.commits + 1}`];
  const args = ["log", ...form, ...which, range, "--"];
  const { historyBytes: maxOutputBytes } = LIMITS;
  const log = told(await askGit(root, env, { args, maxOutputBytes }), { root, version });
  const cutInside = Buffer.byteLength(log) >= maxOutputBytes;
  const records = log.split("\0").filter((record) => record !== "");
  const whole = cutInside ? records.slice(0, -1) : records;
  return {
    commits: whole.slice(0, LIMITS.commits).map((record) => {
      const end = record.indexOf("\n");
      return { hash: record.slice(0, end), message: record.slice(end + 1) };
    }),
    cut: cutInside || whole.length > LIMITS.commits,
  };
}

function told(
  answer: GitAnswer,
  { root, version }: { readonly root: string; readonly version: string },
): string {
  if (answer.exitCode === 0) return answer.stdout;
  throw notesFault("history-incomplete", {
    message: `Cannot write the notes of ${version}: git cannot list the commits of "${root}"`,
    details: lastLines(answer.stderr),
    hint: "Mend what git says, or write a CHANGELOG.md",
  });
}

function noHistory(root: string, version: string): unknown {
  return notesFault("changelog-missing", {
    message: `Cannot write the notes of ${version}: "${root}" has no CHANGELOG.md, and no commits to tell from`,
    hint: `Write a CHANGELOG.md with a section "## [${version}] - YYYY-MM-DD"`,
  });
}

function shallowHistory(root: string, version: string): unknown {
  return notesFault("history-incomplete", {
    message: `Cannot write the notes of ${version}: the checkout "${root}" is shallow, all commits since the last release are wanted`,
    hint: "Run git fetch --unshallow --tags (in GitHub Actions: fetch-depth: 0), or write a CHANGELOG.md",
  });
}
