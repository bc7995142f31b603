/** The user's own command that signs a target's executables. */

import type { Config } from "@slipway/config";
import { type TargetId, TARGETS } from "@slipway/targets";

/** Word by word; undefined where none is configured for the target's system. */
export function signCommandFor(
  target: TargetId,
  { signCommands }: Pick<Config, "signCommands">,
): readonly string[] | undefined {
  const { os } = TARGETS[target];
  return os === "darwin" || os === "windows" || os === "linux" ? signCommands[os] : undefined;
}
