/** What commands have beyond the process: settings and a log, which are loaded when they are asked for. */

import type { Effects, Env } from "../env.ts";
import type { SettingSources } from "../settings/read-settings.ts";
import type { SettingFlags } from "../settings/settings.ts";
import type { GlobalOptions } from "./global-options.ts";

/** The `Env` of one command line. */
export function commandEnv(effects: Effects, globals: GlobalOptions): Env {
  const sourcesOf = (flags: SettingFlags): SettingSources => ({
    flags: { config: globals.config, ...flags },
    envFile: globals.envFile,
    process: effects.process,
  });
  return {
    ...effects,
    async places(flags = {}) {
      const { readPlaces } = await import("../settings/read-settings.ts");
      return readPlaces(sourcesOf(flags));
    },
    async settings(flags = {}) {
      const { readSettings } = await import("../settings/read-settings.ts");
      return readSettings(sourcesOf(flags));
    },
    async openLog(settings) {
      const { openServerLog } = await import("../log/server-log.ts");
      return openServerLog(settings, { ...effects, isQuiet: globals.quiet });
    },
    async note(text) {
      if (!globals.quiet) await effects.stderr(text);
    },
    // https://no-color.org: whatever it is, as long as it is not empty.
    hasColours: () => {
      const { NO_COLOR = "", TERM = "" } = effects.process.env;
      return NO_COLOR === "" && TERM !== "dumb" && effects.isTerminal("stdout");
    },
  };
}
