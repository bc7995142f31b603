/** Whether the configuration holds. */

import { loadConfig } from "../config/load-config.ts";
import { configSummary } from "../config/show-config.ts";
import { failed, type Finding, ok } from "./finding.ts";

import type { Settings } from "../settings/settings.ts";

export async function checkConfig({
  configPath,
  isConfigNamed,
}: Pick<Settings, "configPath" | "isConfigNamed">): Promise<Finding> {
  try {
    return ok("configuration", configSummary(await loadConfig(configPath, { isNamed: isConfigNamed })));
  } catch (error) {
    return failed("configuration", error);
  }
}
