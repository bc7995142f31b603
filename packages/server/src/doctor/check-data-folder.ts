/** Whether the data folder can be used, by its owner alone. */

import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

import { folderNotice } from "@chatty/daemon/places";

import { asFault } from "../faults.ts";
import { failed, type Finding, ok, warning } from "./finding.ts";

const CHECK = "data folder";

export function checkDataFolder(folder: string): Finding {
  try {
    const there = nearestThere(folder);
    if (!statSync(there).isDirectory()) return noFolder(there);
    accessSync(there, constants.W_OK | constants.X_OK);
    if (there !== folder) return ok(CHECK, `${folder}: will be made when it is needed`);
    const notice = folderNotice(folder);
    if (notice === undefined) return ok(CHECK, folder);
    return warning(CHECK, { found: notice, hint: `Run: chmod 700 "${folder}"` });
  } catch (error) {
    return failed(CHECK, asFault(error));
  }
}

/** The path itself, or the nearest one above it that is there. @throws what the system says */
function nearestThere(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path) return path;
  return nearestThere(dirname(path));
}

function noFolder(path: string): Finding {
  const hint = "Move it away, or set CHATTY_DATA_DIR to another one";
  return { check: CHECK, state: "failed", found: `${path} is no folder`, details: [], hint };
}
