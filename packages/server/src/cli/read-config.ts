/** The configuration of a command line. */

import type { ChattyConfig } from "../config/chatty-config.ts";
import type { Env } from "../env.ts";
import type { SettingFlags } from "../settings/settings.ts";

/** @throws Fault as `readSettings()` and `loadConfig()` */
export async function readConfig(
  env: Pick<Env, "settings">,
  flags: Pick<SettingFlags, "config"> = {},
): Promise<ChattyConfig> {
  const [settings, { loadConfig }] = await Promise.all([
    env.settings(flags),
    import("../config/load-config.ts"),
  ]);
  return loadConfig(settings.configPath, { isNamed: settings.isConfigNamed });
}
