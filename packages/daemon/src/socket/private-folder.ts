/** The folder that decides who may talk to a shared daemon. */

import { chmodSync, lstatSync, mkdirSync, type Stats } from "node:fs";

import { fileFaultOf } from "@slipway/fault";

import { daemonFault } from "../faults.ts";

/**
 * Makes the folder where it is missing, for its owner alone, and refuses one that others own or may enter: whoever can
 * open a socket in it can start programs as this user.
 *
 * @throws Fault `socket-folder-exposed`, and the faults of files.
 */
export function privateFolder(path: string): void {
  const stats = made(path);
  const own = process.getuid?.();
  if (!stats.isDirectory())
    throw exposed(path, { found: "no folder, or a link to one", hint: "Move it away" });
  if (stats.uid !== own) {
    throw exposed(path, {
      found: `it belongs to user ${stats.uid}`,
      hint: "Move it away, or ask its owner to",
    });
  }
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw exposed(path, {
    found: `others may enter it (mode ${mode.toString(8)})`,
    hint: `Look at what is in it, then run: chmod 700 "${path}"`,
  });
}

function made(path: string): Stats {
  try {
    if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700);
    return lstatSync(path);
  } catch (error) {
    throw fileFaultOf(error, { action: "make the folder", path }) ?? error;
  }
}

function exposed(path: string, { found, hint }: { readonly found: string; readonly hint: string }): Error {
  return daemonFault("socket-folder-exposed", {
    message: `Cannot put a socket into "${path}": ${found}, a folder of mode 700 that is yours wanted`,
    hint,
  });
}
