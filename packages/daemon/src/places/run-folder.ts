/** Where a shared daemon is reached. */

import { join } from "node:path";

import { absolute, dataFolder, type PlacesEnv } from "./data-folder.ts";

export type RunPlaces = {
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
};

/**
 * Socket and lock of the shared daemon: in `run` of the data folder where that is named (`CHATTY_DATA_DIR`), since each
 * data folder has a daemon of its own; else in `chatty` of `$XDG_RUNTIME_DIR`, where the system has one. Not made.
 */
export function runPlaces(env: PlacesEnv): RunPlaces {
  const folder = runFolder(env);
  return { folder, socket: join(folder, "daemon.sock"), lock: join(folder, "daemon.lock") };
}

function runFolder(env: PlacesEnv): string {
  const { variables, platform } = env;
  const isNamed = (variables["CHATTY_DATA_DIR"] ?? "") !== "";
  const system = platform === "win32" || isNamed ? undefined : absolute(variables["XDG_RUNTIME_DIR"]);
  return system === undefined ? join(dataFolder(env), "run") : join(system, "chatty");
}
