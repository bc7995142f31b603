/** Whether the data folder can be used, by its owner alone. */

import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

import { folderNotice } from "@chatty/daemon/places";
import { fileFaultOf } from "@slipway/fault";

import { failed, type Finding, ok, warning } from "./finding.ts";

const CHECK = "data folder";

export function checkDataFolder(folder: string): Finding {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) {
    return {
      ...failed(CHECK, undefined),
      found: `${folder} is no folder`,
      details: [],
      hint: "Move it away, or set CHATTY_DATA_DIR to another one",
    };
  }
  const there = stats === undefined ? existingAbove(folder) : folder;
  try {
    accessSync(there, constants.W_OK);
  } catch (error) {
    return failed(CHECK, fileFaultOf(error, { action: "write to the folder", path: there }) ?? error);
  }
  const notice = stats === undefined ? undefined : folderNotice(folder);
  if (notice !== undefined) return warning(CHECK, { found: notice, hint: `Run: chmod 700 "${folder}"` });
  return ok(CHECK, stats === undefined ? `${folder}: will be made when it is needed` : folder);
}

function existingAbove(path: string): string {
  const above = dirname(path);
  if (above === path || statSync(above, { throwIfNoEntry: false }) !== undefined) return above;
  return existingAbove(above);
}
