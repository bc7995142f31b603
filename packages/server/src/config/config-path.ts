/** Where the configuration is. */

import { posix, resolve, win32 } from "node:path";

import { homeFolder } from "@chatty/daemon/places";

const CONFIG_FILE = "chatty.config.json";

export type ConfigPathOptions = {
  /** What `--config` says. */
  readonly flag?: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Left out: the user's. */
  readonly home?: string;
};

export type ConfigPath = {
  /** Absolute. */
  readonly path: string;
  /** Whether somebody named it, so that it must be there. */
  readonly isNamed: boolean;
};

/**
 * `--config`, else `CHATTY_CONFIG`, else `chatty.config.json` in the folder that the system has for configuration.
 * A relative path is taken from the working directory; nothing is ever looked for there.
 *
 * @throws Fault `home-unknown` where that is needed
 */
export function configPath({ flag, variables, platform, home }: ConfigPathOptions): ConfigPath {
  const named = flag ?? (variables["CHATTY_CONFIG"] || undefined);
  if (named !== undefined) return { path: resolve(named), isNamed: true };
  return { path: configFile({ variables, platform, home: home ?? homeFolder() }), isNamed: false };
}

type Places = Required<Omit<ConfigPathOptions, "flag">>;

function configFile({ variables, platform, home }: Places): string {
  switch (platform) {
    case "darwin":
      return posix.join(home, "Library", "Application Support", "chatty", CONFIG_FILE);
    case "win32":
      return win32.join(
        variables["APPDATA"] || win32.join(home, "AppData", "Roaming"),
        "chatty",
        CONFIG_FILE,
      );
    default:
      return posix.join(
        absolute(variables["XDG_CONFIG_HOME"]) ?? posix.join(home, ".config"),
        "chatty",
        CONFIG_FILE,
      );
  }
}

/** "All paths set in these environment variables must be absolute", else they are ignored: XDG Base Directory, 0.8. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith("/") === true ? path : undefined;
}
