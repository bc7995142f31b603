/** An executable of another folder, copied once every copy of it is what its record says. */

import { chmodSync, constants, copyFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { type BuildJob, jobName } from "../plan.ts";
import type { Move } from "../put-in-place.ts";
import type { ExecutableEntry } from "../record/build-record.ts";
import type { MergeSource } from "./read-source.ts";

/** As the build leaves them; what carries files between machines may forget it. */
const EXECUTABLE_MODE = 0o755;

/**
 * Checks the file in every folder that has it, and copies it into the work folder. Undefined where it is in `env.dist`
 * already. What is moved later is what was hashed, whatever happens to the folder meanwhile.
 *
 * @throws Fault `executable-wrong`
 */
export async function takeExecutable(options: {
  readonly job: BuildJob;
  readonly entry: ExecutableEntry;
  /** Folders in which the file is; at least one. */
  readonly folders: readonly MergeSource[];
  readonly env: Env;
}): Promise<Move | undefined> {
  const { job, entry, folders, env } = options;
  const own = folders.find(({ path }) => realpathSync(path) === realpathSync(env.dist));
  const copied = own === undefined ? folders[0] : undefined;
  for (const source of folders.filter((folder) => folder !== copied)) {
    await expectDigest(join(source.path, job.file), { job, entry, source });
  }
  if (copied === undefined) return undefined;
  const path = join(workFolder(env, "merge", job.target), job.executable);
  rmSync(path, { force: true });
  copyFileSync(join(copied.path, job.file), path, constants.COPYFILE_FICLONE);
  chmodSync(path, EXECUTABLE_MODE);
  await expectDigest(path, { job, entry, source: copied });
  return { from: path, file: job.file };
}

async function expectDigest(
  path: string,
  of: { readonly job: BuildJob; readonly entry: ExecutableEntry; readonly source: MergeSource },
): Promise<void> {
  const sha256 = await sha256File(path);
  if (sha256 === of.entry.sha256) return;
  throw buildFault("executable-wrong", {
    message: `Cannot merge ${jobName(of.job)}: "${of.job.file}" in "${of.source.shown}" is not what its record says`,
    details: [`its SHA-256 is ${sha256}`, `recorded is ${of.entry.sha256}`],
    hint: "Bring that folder over again, or build there again",
  });
}
