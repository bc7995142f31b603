/** What stands in the way of publishing into a folder. */

import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { type Fault, fileFaultOf } from "@slipway/fault";

import { publishFault } from "../faults.ts";
import type { LocalRelease } from "../state.ts";
import { placesOf } from "./places.ts";

/** The folder, or the one it will be made in, can be written to and has room for the release. */
export function dirProblems(folder: string, release: LocalRelease): readonly Fault[] {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  if (!statSync(existing).isDirectory()) {
    return [
      publishFault("no-repository", {
        message: `Cannot publish to "${folder}": "${existing}" is a file, a folder is wanted`,
        hint: "Set publish.dir to a folder",
      }),
    ];
  }
  try {
    accessSync(existing, constants.W_OK);
  } catch (error) {
    const fault = fileFaultOf(error, { action: "publish to", path: folder });
    return fault === undefined ? [] : [fault];
  }
  const { draft, release: published } = placesOf(folder, release.tag);
  if (existsSync(published) || existsSync(draft)) return [];
  const wantedBytes = release.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const { bavail, bsize } = statfsSync(existing);
  if (bavail * bsize >= wantedBytes) return [];
  return [
    publishFault("no-room", {
      message: `Cannot publish to "${folder}": ${bavail * bsize} bytes are free, ${wantedBytes} are wanted`,
      hint: "Free some space and publish again",
    }),
  ];
}
