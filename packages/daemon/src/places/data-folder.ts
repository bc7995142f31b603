/** Where the daemon keeps what it owns. */

import { isAbsolute, join, resolve } from "node:path";

import { daemonFault } from "../faults.ts";
import { homeFolder } from "./home-folder.ts";

export type PlacesEnv = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Left out: the user's. */
  readonly home?: string | undefined;
};

/**
 * `CHATTY_DATA_DIR`, else `chatty` in the folder that the system has for data of programs: `$XDG_DATA_HOME` or
 * `~/.local/share`, `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. Not made.
 *
 * @throws Fault `home-unknown` where that is needed, `bad-arguments` for a `CHATTY_DATA_DIR` that is relative: the daemon works in another folder than those who start it
 */
export function dataFolder({ variables, platform, home }: PlacesEnv): string {
  const named = variables["CHATTY_DATA_DIR"] ?? "";
  if (named === "") return join(systemFolder({ variables, platform, home }), "chatty");
  if (isAbsolute(named)) return resolve(named);
  throw daemonFault("bad-arguments", {
    message: `Cannot use CHATTY_DATA_DIR "${named}": it is a relative path, an absolute one wanted`,
    hint: `Set it to "${resolve(named)}"`,
  });
}

function systemFolder({ variables, platform, home }: PlacesEnv): string {
  switch (platform) {
    case "darwin":
      return join(home ?? homeFolder(), "Library", "Application Support");
    case "win32":
      return variables["LOCALAPPDATA"] || join(home ?? homeFolder(), "AppData", "Local");
    default:
      return absolute(variables["XDG_DATA_HOME"]) ?? join(home ?? homeFolder(), ".local", "share");
  }
}

/** "All paths set in these environment variables must be absolute", else they are ignored: XDG Base Directory, 0.8. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith("/") === true ? path : undefined;
}
