/** Checks `latest.json` against the archives it points at. */

import { parseLatest, tauriSignature } from "@slipway/manifest";
import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import { archiveFor, MANIFEST_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { readTextFile } from "./release-folder.ts";

/** An archive whose digest and signature hold. */
export type TrustedArchive = { readonly file: string; readonly target: TargetId };

/**
 * Every platform must point at an archive of the release and carry its signature, and no archive that Tauri's
 * updater could use may be missing.
 *
 * @throws Fault `release-untrusted` with every difference, or why it is no manifest.
 */
export function checkManifest(
  folder: string,
  options: { readonly version: string; readonly archives: readonly TrustedArchive[] },
): void {
  const latest = parseLatest(readTextFile(folder, MANIFEST_FILE));
  const wanted = TARGET_IDS.flatMap((target) => {
    const key = TARGETS[target].tauri;
    const archive = archiveFor(target, options.archives);
    return key === undefined || archive === undefined ? [] : [{ key, file: archive.file }];
  });
  const differences = [
    ...(latest.version === options.version
      ? []
      : [`version: found ${latest.version}, wanted ${options.version}`]),
    ...wanted.flatMap(({ key, file }) =>
      platformProblems(folder, { key, file, platform: latest.platforms[key] }),
    ),
    ...Object.keys(latest.platforms)
      .filter((key) => !wanted.some((one) => one.key === key))
      .map((key) => `${key}: there is no such archive in the release`),
  ];
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: "it does not fit the release",
    details: differences,
    hint: "Make the release again",
  });
}

function platformProblems(
  folder: string,
  wanted: {
    readonly key: string;
    readonly file: string;
    readonly platform: { readonly url: string; readonly signature: string } | undefined;
  },
): readonly string[] {
  const { key, file, platform } = wanted;
  if (platform === undefined) return [`${key}: missing`];
  const signature = tauriSignature(readTextFile(folder, file + SIGNATURE_SUFFIX).toString("utf8"));
  return [
    ...(namesFile(platform.url, file) ? [] : [`${key}: its address is not of "${file}"`]),
    ...(platform.signature === signature ? [] : [`${key}: its signature is not the one of "${file}"`]),
  ];
}

/** Downloads may be addressed in any way that has the whole name: as part of the path, or as a value behind "?". */
function namesFile(address: string, file: string): boolean {
  const { pathname, searchParams } = new URL(address);
  return [pathname, ...searchParams.values()].some((part) => part.split("/").includes(file));
}
