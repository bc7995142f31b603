/** Signatures of the user's own commands cannot be made again: they hold the time, and ask for keys and devices. */

import { chmodSync, constants } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";

import { type BuildRecord, jobName, sha256File, type Signer, workFolder } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

import { twiceFault } from "./faults.ts";

/** An executable that a command signed in the first release. */
export type FirstSigned = {
  /** Relative to `dist`, with "/". */
  readonly file: string;
  /** Absolute path. */
  readonly path: string;
  /** Digest of what was signed. */
  readonly unsignedSha256: string;
};

/** What of these `files` a command signed in the build that lies in `dist`. */
export function signedIn(
  record: Pick<BuildRecord, "executables"> | undefined,
  where: { readonly dist: string; readonly files: readonly string[] },
): readonly FirstSigned[] {
  return (record?.executables ?? []).flatMap(({ file, unsignedSha256 }) =>
    unsignedSha256 === undefined || !where.files.includes(file)
      ? []
      : [{ file, path: join(where.dist, file), unsignedSha256 }],
  );
}

/**
 * Takes over what was signed in the first release, where the second has made the very same bytes to be signed; it
 * fails with `not-reproducible` where it has not.
 */
export function takeSigned(first: readonly FirstSigned[]): Signer {
  return async (job, { path, command, env }) => {
    if (command === undefined) return path;
    const signed = first.find(({ file }) => file === job.file);
    const sha256 = await sha256File(path);
    if (signed?.unsignedSha256 !== sha256) {
      throw twiceFault("not-reproducible", {
        message: `Cannot make the same release twice: ${jobName(job)} is another one before it is signed`,
        details: [`its SHA-256 was ${signed?.unsignedSha256 ?? "not recorded"}, then ${sha256}`],
        hint: `Run the command again without signing.commands.${TARGETS[job.target].os}: it then says in what they differ`,
      });
    }
    const copy = join(workFolder(env, `${job.app.name}.${job.target}.signed`), job.executable);
    await copyFile(signed.path, copy, constants.COPYFILE_FICLONE);
    chmodSync(copy, 0o755);
    return copy;
  };
}
