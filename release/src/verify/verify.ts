/**
 * Verifies a release folder as a stranger would: with nothing but the public key.
 *
 * The order decides whom to blame. The checksums' signature comes first, and nothing else is read before it holds;
 * then every file's digest; then, only among files whose digest holds, what they say about each other. So a damaged
 * file is named alone, and not with everything that depends on it.
 */

import { lstatSync } from "node:fs";
import { join } from "node:path";

import { eachJob, type Env } from "@slipway/build";
import type { PublicKey, TrustedComment } from "@slipway/manifest";
import { isTargetId, type TargetId } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import { CHECKSUMS_FILE, MANIFEST_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { checkProvenance } from "../provenance/check-provenance.ts";
import { LIMITS as PROVENANCE_LIMITS } from "../provenance/limits.ts";
import { PROVENANCE_FILE } from "../provenance/names.ts";
import { isSnapshotKey } from "../sign/signing-key.ts";
import { checkArchive } from "./check-archive.ts";
import { type CheckedExecutable, checkBareExecutable } from "./check-executable.ts";
import { checkManifest, type TrustedArchive } from "./check-manifest.ts";
import { checkSbom } from "./check-sbom.ts";
import { checkSignature } from "./check-signature.ts";
import { type Claim, claimsOf, type SoundExecutable } from "./claims.ts";
import { completenessProblems } from "./completeness.ts";
import { digestFile, type FileDigests } from "./digests.ts";
import { archiveTarget, executableTarget, sbomTarget } from "./file-names.ts";
import { type Problem, problemsIn, untrusted } from "./findings.ts";
import { listFolder, readTextFile } from "./release-folder.ts";
import { type StartedHere, startHere } from "./started-here.ts";
import { otherListProblem, readTrustedList, type TrustedKey } from "./trusted-list.ts";

/** What was proven; every number is of things that hold. */
export type Verification = {
  readonly version: string;
  /** The SHA-256 of `checksums.txt`: which release of this version it is. */
  readonly checksums: string;
  readonly key: string;
  /** Signed with the public test key: whole, but by anyone. */
  readonly snapshot: boolean;
  readonly files: number;
  readonly executables: number;
  readonly archives: number;
  readonly sboms: number;
  readonly manifest: boolean;
  /** The same claim by claim, with what was not proven. */
  readonly claims: readonly Claim[];
};

type Context = {
  readonly folder: string;
  readonly publicKey: PublicKey;
  readonly env: Env;
  readonly version: string;
  /** What `checksums.txt` says, by name. */
  readonly digests: ReadonlyMap<string, string>;
  /** The SHA-256 of that file. */
  readonly checksums: string;
  /** The files whose digest holds. */
  readonly sound: ReadonlyMap<string, FileDigests>;
};

export type VerifyOptions = {
  readonly key: TrustedKey;
  readonly env: Env;
  /** Whether executables for this machine are started once all is verified; by default they are not. */
  readonly start?: boolean;
  /** Why nothing is to be started, for people. */
  readonly whyNotStarted?: string;
  /** The SHA-256 that `checksums.txt` has to have; any where it is not said. */
  readonly checksums?: string | undefined;
  /** What people know the folder by, where that is not its path. */
  readonly shown?: string;
};

/**
 * Verifies `folder`. The public test key is accepted for snapshots only.
 *
 * @throws Fault `release-untrusted` with one line per file at fault, also where one was started and failed;
 *   `release-not-found`; with `start` also `temporary-folder-unfit`.
 */
export async function verifyRelease(folder: string, options: VerifyOptions): Promise<Verification> {
  const { key, env, shown = folder } = options;
  const { publicKey } = key;
  const files = listFolder(folder);
  const list = await readTrustedList(folder, key);
  if ("problem" in list) throw untrusted(shown, [list.problem]);
  const other = otherListProblem(list, options.checksums);
  if (other !== undefined) throw untrusted(shown, [other]);
  const { version, digests, checksums } = list;
  const listed = unlistedProblems(files, digests);
  const { sound, problems } = await digestAll(folder, { digests, env });
  const context: Context = { folder, publicKey, env, version, digests, checksums, sound };
  const archives = await checkArchives(context);
  const trusted = archives.flatMap((one) => ("archive" in one ? [one.archive] : []));
  const executables = await checkExecutables(context);
  const all = [
    ...listed,
    ...problems,
    ...completenessProblems([...digests.keys()]),
    ...archives.flatMap((one) => ("problems" in one ? one.problems : [])),
    ...executables.flatMap((one) => ("problems" in one ? one.problems : [])),
    ...(await checkSboms(context, executables)),
    ...(await checkLatest(context, trusted)),
    ...(await checkAttested(context)),
  ];
  if (all.length > 0) throw untrusted(shown, all);
  const sounds = executables.flatMap((one) => ("file" in one ? [one] : []));
  return verificationOf(context, { executables: sounds, started: await startedIf(context, options) });
}

/** What to tell of a release in which everything holds. */
function verificationOf(
  { publicKey, version, digests, checksums }: Context,
  found: { readonly executables: readonly SoundExecutable[]; readonly started: StartedHere },
): Verification {
  const names = [...digests.keys()];
  const counts = {
    key: publicKey.keyId,
    snapshot: isSnapshotKey(publicKey),
    archives: names.filter((file) => archiveTarget(file) !== undefined).length,
    sboms: names.filter((file) => sbomTarget(file) !== undefined).length,
    manifest: digests.has(MANIFEST_FILE),
  };
  // The list and its signature are not in the list.
  const files = names.length + 2;
  const claims = claimsOf({ ...counts, ...found, listed: names.length });
  return { version, checksums, ...counts, files, executables: found.executables.length, claims };
}

/** Only what somebody vouched for is started: with the public test key, whoever verifies has to have said so. */
async function startedIf(
  { folder, publicKey, version, digests, env }: Context,
  { key, start = false, whyNotStarted = "nothing was to be started", shown = folder }: VerifyOptions,
): Promise<StartedHere> {
  if (!start) return { proven: false, text: whyNotStarted };
  if (isSnapshotKey(publicKey) && key.origin !== "named")
    return { proven: false, text: "anyone may have made it; with --snapshot it is started" };
  return startHere(folder, { version, digests, shown, env });
}

async function checkAttested(context: Context): Promise<readonly Problem[]> {
  const { folder, publicKey, version, digests, sound } = context;
  if (!sound.has(PROVENANCE_FILE)) return [];
  return problemsIn(PROVENANCE_FILE, () => {
    const text = readTextFile(folder, PROVENANCE_FILE, PROVENANCE_LIMITS.provenanceBytes).toString("utf8");
    checkProvenance(text, { publicKey, version, artifacts: digests });
  });
}

function unlistedProblems(
  files: readonly string[],
  digests: ReadonlyMap<string, string>,
): readonly Problem[] {
  const own = [CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX];
  const extra = files.filter((file) => !digests.has(file) && !own.includes(file));
  const missing = [...digests.keys()].filter((file) => !files.includes(file));
  return [
    ...extra.map((file) => ({ file, text: `it is not in ${CHECKSUMS_FILE}` })),
    ...missing.map((file) => ({ file, text: `it is in ${CHECKSUMS_FILE} and missing` })),
  ];
}

async function digestAll(
  folder: string,
  options: { readonly digests: ReadonlyMap<string, string>; readonly env: Env },
): Promise<{ readonly sound: ReadonlyMap<string, FileDigests>; readonly problems: readonly Problem[] }> {
  const sound = new Map<string, FileDigests>();
  const found = new Set(listFolder(folder));
  const problems = await eachJob(options.env, "checking digests", {
    jobs: [...options.digests].filter(([file]) => found.has(file)),
    nameOf: ([file]) => file,
    run: async ([file, wanted]) => {
      if (!lstatSync(join(folder, file)).isFile()) return [{ file, text: "it is no file" }];
      const digests = await digestFile(join(folder, file));
      if (digests.sha256 !== wanted)
        return [{ file, text: `its SHA-256 is ${digests.sha256}, wanted ${wanted}` }];
      sound.set(file, digests);
      return [];
    },
  });
  return { sound, problems: problems.flat() };
}

type ArchiveOutcome = { readonly archive: TrustedArchive } | { readonly problems: readonly Problem[] };

async function checkArchives(context: Context): Promise<readonly ArchiveOutcome[]> {
  const archives = [...context.sound.keys()].filter((file) => /\.(?:tar\.gz|zip)$/u.test(file));
  return eachJob(context.env, "checking archives", {
    jobs: archives,
    nameOf: (file) => file,
    run: (file, env) => checkOneArchive({ ...context, env }, file),
  });
}

async function checkOneArchive(context: Context, file: string): Promise<ArchiveOutcome> {
  const { folder, publicKey, version, sound, digests, env } = context;
  const signature = file + SIGNATURE_SUFFIX;
  const found = sound.get(file);
  if (!digests.has(signature)) return { problems: [{ file, text: `it has no signature "${signature}"` }] };
  // A signature whose own digest does not hold has been told already; nothing is said about its archive.
  if (found === undefined || !sound.has(signature)) return { problems: [] };
  let comment: TrustedComment | undefined;
  const signing = await problemsIn(signature, () => {
    comment = checkSignature(folder, { file, found, publicKey });
    checkComment(comment, version);
  });
  const target = comment?.target ?? "";
  if (signing.length > 0 || !isTargetId(target)) return { problems: signing };
  const executables = executablesFor(target, digests);
  const content = await problemsIn(file, () =>
    checkArchive(folder, { file, target, version, executables, signal: env.signal }),
  );
  return content.length > 0 ? { problems: content } : { archive: { file, target } };
}

/** The digests of a target's bare executables, by name. */
function executablesFor(target: TargetId, digests: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...digests].filter(([name]) => executableTarget(name) === target));
}

function checkComment(comment: TrustedComment, version: string): void {
  if (comment.version === version && comment.target !== undefined && isTargetId(comment.target)) return;
  throw releaseFault("release-untrusted", {
    message: `it was made for ${comment.target ?? "no target"}, version ${comment.version ?? "none"}; this is ${version}`,
    hint: "Make the release again",
  });
}

type ExecutableOutcome = (TargetFile & CheckedExecutable) | { readonly problems: readonly Problem[] };

async function checkExecutables(context: Context): Promise<readonly ExecutableOutcome[]> {
  const { folder, env } = context;
  return eachJob(env, "checking executables", {
    jobs: soundFiles(context, executableTarget),
    nameOf: ({ file }) => file,
    run: async ({ file, target }) => {
      let checked: CheckedExecutable = { runtimes: [], signatures: [] };
      const problems = await problemsIn(file, async () => {
        checked = await checkBareExecutable(folder, { file, target });
      });
      return problems.length > 0 ? { problems } : { file, target, ...checked };
    },
  });
}

async function checkSboms(
  context: Context,
  outcomes: readonly ExecutableOutcome[],
): Promise<readonly Problem[]> {
  const { folder, version, digests, env } = context;
  const found = new Map(
    outcomes.flatMap((one) => ("file" in one ? [[one.file, one.runtimes] as const] : [])),
  );
  const problems = await eachJob(env, "checking SBOMs", {
    jobs: soundFiles(context, sbomTarget),
    nameOf: ({ file }) => file,
    run: ({ file, target }) => {
      const executables = executablesFor(target, digests);
      const whole = [...executables.keys()].every((name) => found.has(name));
      const runtimes = whole ? [...executables.keys()].flatMap((name) => found.get(name) ?? []) : undefined;
      return problemsIn(file, () => checkSbom(folder, { file, target, version, executables, runtimes }));
    },
  });
  return problems.flat();
}

type TargetFile = { readonly file: string; readonly target: TargetId };

/** The files of a kind whose digest holds. */
function soundFiles(
  { sound }: Context,
  targetOf: (file: string) => TargetId | undefined,
): readonly TargetFile[] {
  return [...sound.keys()].flatMap((file) => {
    const target = targetOf(file);
    return target === undefined ? [] : [{ file, target }];
  });
}

/** The manifest is compared when everything it speaks of holds; otherwise that has been told already. */
async function checkLatest(
  context: Context,
  archives: readonly TrustedArchive[],
): Promise<readonly Problem[]> {
  const { folder, version, digests, sound } = context;
  const complete = [...digests.keys()].every((file) => sound.has(file));
  if (!digests.has(MANIFEST_FILE) || !complete) return [];
  return problemsIn(MANIFEST_FILE, () => checkManifest(folder, { version, archives }));
}
