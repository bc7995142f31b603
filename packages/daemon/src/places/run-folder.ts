/** Where a shared daemon is reached. */

import { join } from "node:path";

import { dataFolder, type PlacesEnv } from "./data-folder.ts";

export type RunPlaces = {
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
};

/**
 * Socket and lock of the shared daemon, in `run` of the data folder: each data folder has one daemon, which whoever uses
 * the folder finds. Not in `$XDG_RUNTIME_DIR`, which differs between sessions of one user and goes with the last. Not made.
 *
 * @throws Fault `bad-arguments`, as `dataFolder`
 */
export function runPlaces(env: PlacesEnv): RunPlaces {
  const folder = join(dataFolder(env), "run");
  return { folder, socket: join(folder, "daemon.sock"), lock: join(folder, "daemon.lock") };
}
