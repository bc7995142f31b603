/**
 * A tap in a bare repository of our own, without a work tree: no link in it can lead elsewhere, and no filter, hook or
 * setting of the user changes what is committed.
 */

import { channelFault } from "../../faults.ts";
import { LIMITS } from "../../limits.ts";
import { tapFault } from "./tap-fault.ts";
import { askTapGit, tapGit, type TapPlace } from "./tap-git.ts";

/** A branch of the tap as it is on its server. */
export type TapBranch = {
  readonly name: string;
  /** Its last commit, which is here; undefined in a repository that has no commit yet. */
  readonly tip: string | undefined;
};

export type TapFile = {
  /** With "/". */
  readonly path: string;
  readonly text: string;
};

const OURS = "refs/slipway/tap";

/** Brings the last commit of a branch, by default the one that the server shows first, into a new repository. */
export async function bringBranch(place: TapPlace, wanted: string | undefined): Promise<TapBranch> {
  await tapGit(place, ["init", "--quiet", "--bare", "--template=", "."]);
  const name = await branchName(place, wanted);
  if (name === undefined) return { name: wanted ?? (await unbornBranch(place)), tip: undefined };
  const from = ["--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", place.url];
  await tapGit(place, ["fetch", ...from, `+refs/heads/${name}:${OURS}`]);
  return { name, tip: (await tapGit(place, ["rev-parse", "--verify", OURS])).trim() };
}

/** The text of a file on a branch; undefined where it is not there. */
export async function textOn(place: TapPlace, { tip }: TapBranch, path: string): Promise<string | undefined> {
  if (tip === undefined) return undefined;
  const found = await tapGit(place, ["ls-tree", "-z", tip, "--", path]);
  if (found === "") return undefined;
  const maxOutputBytes = LIMITS.formulaBytes;
  const answer = await askTapGit(place, ["cat-file", "blob", `${tip}:${path}`], { maxOutputBytes });
  // What is no file has no text of a formula.
  return answer.exitCode === 0 ? answer.stdout : "";
}

/** A commit that puts one file on a branch; it is here only. The same for the same input. */
export async function commitOn(
  place: TapPlace,
  { tip }: TapBranch,
  { path, text, message }: TapFile & { readonly message: string },
): Promise<string> {
  const blob = (await tapGit(place, ["hash-object", "-w", "--stdin"], { stdin: text })).trim();
  await tapGit(place, tip === undefined ? ["read-tree", "--empty"] : ["read-tree", tip]);
  await tapGit(place, ["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
  const tree = (await tapGit(place, ["write-tree"])).trim();
  const parent = tip === undefined ? [] : ["-p", tip];
  return (await tapGit(place, ["commit-tree", tree, ...parent, "-m", message])).trim();
}

/**
 * Pushes a commit, never by force; a trial asks everything but changes nothing.
 *
 * @throws Fault `tap-busy` where the branch has moved on, `tap-protected`, `tap-refused`, and others of the tap.
 */
export async function pushTo(
  place: TapPlace,
  { name }: TapBranch,
  { commit, isTrial }: { readonly commit: string; readonly isTrial: boolean },
): Promise<void> {
  const how = ["--porcelain", "--no-verify", "--no-follow-tags", ...(isTrial ? ["--dry-run"] : [])];
  const { exitCode, stdout, said } = await askTapGit(place, [
    "push",
    ...how,
    place.url,
    `${commit}:refs/heads/${name}`,
  ]);
  if (exitCode === 0) return;
  const refused = stdout.split("\n").filter((line) => line.startsWith("!"));
  throw tapFault(place, [...refused.map((line) => line.replaceAll("\t", " ")), ...said]);
}

/** What HEAD names in an empty repository; only cloning asks for it (gitprotocol-v2, "unborn"). */
async function unbornBranch(place: TapPlace): Promise<string> {
  await tapGit(place, ["clone", "--quiet", "--bare", "--depth=1", "--template=", place.url, "empty"]);
  return (await tapGit(place, ["-C", "empty", "symbolic-ref", "--short", "HEAD"])).trim();
}

/** The branch that is pushed to; undefined in an empty repository. */
async function branchName(place: TapPlace, wanted: string | undefined): Promise<string | undefined> {
  const maxOutputBytes = LIMITS.branchesBytes;
  const list = await tapGit(place, ["ls-remote", "--symref", place.url, "HEAD", "refs/heads/*"], {
    maxOutputBytes,
  });
  const first = /^ref: refs\/heads\/(\S+)\tHEAD$/mu.exec(list)?.[1];
  const names = [...list.matchAll(/^[0-9a-f]{40,64}\trefs\/heads\/(\S+)$/gmu)].map(([, name = ""]) => name);
  if (names.length === 0) return undefined;
  // A branch can be alone and still not be what HEAD names.
  const name = wanted ?? first ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  const some = names.slice(0, LIMITS.shownBranches).join(", ");
  throw channelFault("tap-branch", {
    message:
      name === undefined
        ? `Cannot push the formula to "${place.label}": the repository says of none of its branches that it is the first`
        : `Cannot push the formula to "${place.label}": it has no branch "${name}"`,
    hint: `Name one in channels.homebrew.branch: ${some}${names.length > LIMITS.shownBranches ? ", …" : ""}`,
  });
}
