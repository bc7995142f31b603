/** Where programs are found, when "node" has to be Node. */

import { existsSync, realpathSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** PATH without the folders in which a Bun calls itself "node", as it does for what it runs. */
export function foldersWithoutBunAsNode(): readonly string[] {
  return (process.env["PATH"] ?? "").split(delimiter).filter((folder) => {
    const node = join(folder, "node");
    return !existsSync(node) || !basename(realpathSync(node)).startsWith("bun");
  });
}
