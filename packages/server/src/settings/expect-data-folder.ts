/** Whether the data folder can be used, or made. */

import { accessSync, constants, lstatSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { hasCode } from "../output.ts";

/**
 * Whether it is there. Where it is not, another folder is made in its place and removed at once: of file systems such
 * as `/proc` nothing else tells that none can be.
 *
 * @throws Fault `data-folder-unfit`
 */
export function expectDataFolder(path: string): boolean {
  try {
    const there = nearestThere(path);
    // A link to nothing is in the way too.
    if (statSync(there, { throwIfNoEntry: false })?.isDirectory() !== true) throw inTheWay(path, there);
    if (there !== path) rmdirSync(mkdtempSync(join(there, ".chatty-")));
    else accessSync(there, constants.W_OK | constants.X_OK);
    return there === path;
  } catch (cause) {
    const fault = fileFaultOf(cause, { action: "use the data folder", path });
    if (fault === undefined) throw cause;
    throw chattyFault("data-folder-unfit", { message: fault.message, hint: ANOTHER, cause });
  }
}

const ANOTHER = "Make it writable for you, or set CHATTY_DATA_DIR to a folder that is";

/** The path itself, or the nearest one above it that is there. */
function nearestThere(path: string): string {
  if (isThere(path) || dirname(path) === path) return path;
  return nearestThere(dirname(path));
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return false;
    throw error;
  }
}

function inTheWay(path: string, file: string): Error {
  return chattyFault("data-folder-unfit", {
    message: `Cannot use the data folder "${path}": ${file === path ? "it" : `"${file}"`} is no folder`,
    hint: "Move that file away, or set CHATTY_DATA_DIR to another folder",
  });
}
