/**
 * Downloads a release as a stranger would: the list of digests first, and nothing else before its signature holds; then
 * every file it names. A file gets its name in the folder once its digest is the listed one.
 */

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { eachJob, type Env } from "@slipway/build";

import { releaseFault } from "../../faults.ts";
import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../../plan/plan.ts";
import { archiveTarget, executableTarget } from "../file-names.ts";
import { type Problem, untrusted } from "../findings.ts";
import { readTrustedList, type TrustedKey } from "../trusted-list.ts";
import { bringFile, type Brought } from "./bring-file.ts";
import { LIMITS, PATIENCE, type Patience } from "./limits.ts";
import { nameProblems } from "./listed-names.ts";
import type { ReleaseAddress } from "./release-address.ts";

export type DownloadOptions = {
  /** An empty folder that the release comes into; beside it there is room for what is not whole yet. */
  readonly folder: string;
  readonly key: TrustedKey;
  readonly env: Env;
  readonly patience?: Patience;
};

type Download = DownloadOptions & {
  readonly address: ReleaseAddress;
  /** The folder for what is not whole yet. */
  readonly partial: string;
  readonly received: { bytes: number };
  readonly patience: Patience;
};

/**
 * Downloads the release at `address` into a folder.
 *
 * @throws Fault `release-not-found` when there is no list of digests; `release-untrusted` naming the files that are not
 *   there or are not the listed ones; `download-failed`, `download-unsafe`, `download-too-large`, and file faults.
 */
export async function downloadRelease(address: ReleaseAddress, options: DownloadOptions): Promise<void> {
  const { folder, env, patience = PATIENCE } = options;
  const partial = `${folder}.partial`;
  mkdirSync(partial);
  try {
    const download = { ...options, address, partial, received: { bytes: 0 }, patience };
    const digests = await bringList(download);
    const problems = await eachJob({ ...env, concurrency: LIMITS.atOnce }, "downloading", {
      jobs: [...digests],
      nameOf: ([file]) => file,
      run: async ([file, sha256], jobEnv) => bringListed({ ...download, env: jobEnv }, { file, sha256 }),
    });
    if (problems.flat().length > 0) throw untrusted(address.shown, problems.flat());
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The list of digests, once its signature holds and its names are fit to be written. */
async function bringList(download: Download): Promise<ReadonlyMap<string, string>> {
  const { address, folder, key, env } = download;
  const files = [CHECKSUMS_FILE, CHECKSUMS_FILE + SIGNATURE_SUFFIX] as const;
  await eachJob(env, "downloading the list", {
    jobs: files,
    nameOf: (file) => file,
    run: async (file, jobEnv) => {
      const brought = await bring({ ...download, env: jobEnv }, { file, maxBytes: LIMITS.listBytes });
      if (brought.kind === "absent") throw listMissing(address, { file, text: brought.text });
      renameSync(join(download.partial, file), join(folder, file));
    },
  });
  const list = await readTrustedList(folder, key);
  if ("problem" in list) throw untrusted(address.shown, [list.problem]);
  const problems = [...versionProblems(address, list.version), ...nameProblems([...list.digests.keys()])];
  if (problems.length > 0) throw untrusted(address.shown, problems);
  return list.digests;
}

/** Another release that is signed as well is still not the one that was asked for. */
function versionProblems({ version }: ReleaseAddress, found: string): readonly Problem[] {
  if (version === undefined || version === found) return [];
  return [{ file: CHECKSUMS_FILE, text: `it is of version "${found}", wanted ${version}` }];
}

async function bringListed(
  download: Download,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
): Promise<readonly Problem[]> {
  const isLarge = executableTarget(file) !== undefined || archiveTarget(file) !== undefined;
  const maxBytes = isLarge ? LIMITS.fileBytes : LIMITS.documentBytes;
  const brought = await bring(download, { file, maxBytes });
  if (brought.kind === "absent") return [{ file, text: `it is in ${CHECKSUMS_FILE}, and ${brought.text}` }];
  const partial = join(download.partial, file);
  if (brought.sha256 !== sha256) {
    rmSync(partial);
    return [{ file, text: `its SHA-256 is ${brought.sha256}, wanted ${sha256}` }];
  }
  renameSync(partial, join(download.folder, file));
  return [];
}

async function bring(
  { address, partial, received, env, patience }: Download,
  { file, maxBytes }: { readonly file: string; readonly maxBytes: number },
): Promise<Brought> {
  const from = await address.addressOf(file);
  if (from === undefined) return { kind: "absent", text: "there is no file of that name" };
  const { headers = {}, isFresh = false } = address;
  return bringFile(from, {
    file,
    path: join(partial, file),
    headers,
    isFresh,
    maxBytes,
    received,
    env,
    patience,
  });
}

function listMissing({ shown }: ReleaseAddress, { file, text }: Problem): unknown {
  return releaseFault("release-not-found", {
    message: `Cannot verify "${shown}": there is no "${file}": ${text}`,
    hint: "Name the address of the folder that checksums.txt is in, or a tag that is published",
  });
}
