/** The configuration of a command line. */

import type { ChattyConfig } from "../config/chatty-config.ts";
import type { Env } from "../env.ts";
import type { SettingFlags } from "../settings/settings.ts";

/** @throws Fault as `readPlaces()` and `loadConfig()` */
export async function readConfig(
  env: Pick<Env, "places">,
  flags: Pick<SettingFlags, "config"> = {},
): Promise<ChattyConfig> {
  const [{ configPath, isConfigNamed }, { loadConfig }] = await Promise.all([
    env.places(flags),
    import("../config/load-config.ts"),
  ]);
  return loadConfig(configPath, { isNamed: isConfigNamed });
}
