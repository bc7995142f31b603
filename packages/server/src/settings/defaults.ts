/** What holds where nothing was set. */

import type { Settings } from "./settings.ts";

export const DEFAULTS: Pick<Settings, "transport" | "host" | "port" | "logLevel"> = {
  transport: "stdio",
  host: "127.0.0.1",
  port: 7421,
  logLevel: "info",
};
