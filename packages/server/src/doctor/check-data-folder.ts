/** Whether the data folder can be used, by its owner alone. */

import { folderNotice } from "@chatty/daemon/places";

import { expectDataFolder } from "../settings/expect-data-folder.ts";
import { failed, type Finding, ok, warning } from "./finding.ts";

const CHECK = "data folder";

export function checkDataFolder(folder: string): Finding {
  try {
    if (!expectDataFolder(folder)) return ok(CHECK, `${folder}: will be made when it is needed`);
  } catch (error) {
    return failed(CHECK, error);
  }
  const notice = folderNotice(folder);
  if (notice === undefined) return ok(CHECK, folder);
  return warning(CHECK, { found: notice, hint: `Run: chmod 700 "${folder}"` });
}
