/** What the ad-hoc signature calls an app: the same for whoever signs and whoever checks. */

import type { AppConfig } from "@slipway/config";

/** The configured identifier, else the app's name. */
export function macosIdentifier(app: Pick<AppConfig, "name" | "macos">): string {
  return app.macos.identifier ?? app.name;
}
