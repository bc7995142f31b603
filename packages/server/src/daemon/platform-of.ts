/** The system by the name that Node has for it. */

import type { Host } from "@slipway/sidecar";

/** The system as places of files depend on it; whatever is neither Windows nor macOS keeps files as Linux does. */
export function platformOf({ platform }: Pick<Host, "platform">): NodeJS.Platform {
  return platform === "win32" || platform === "darwin" ? platform : "linux";
}
