/** A folder in which nothing of a project can be found, and which is gone afterwards. */

import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { buildFault } from "./faults.ts";
import { unwatch, watch } from "./watcher.ts";

/**
 * Runs `action` with the absolute path of a new empty folder of the system's temporary ones, and removes it however
 * that ends, also when Slipway is killed; on Windows a killed Slipway leaves it there.
 *
 * @throws Fault `temporary-folder-unfit`, and what `action` throws.
 */
export async function inTemporaryFolder<Output>(
  action: (folder: string) => Promise<Output>,
): Promise<Output> {
  const parent = realpathSync(tmpdir());
  expectNoPackages(parent);
  const folder = mkdtempSync(join(parent, "slipway-"));
  watch(folder);
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    unwatch(folder);
  }
}

/** Bun looks for packages in every folder upwards from the one it is started in, in executables as well. */
function expectNoPackages(parent: string): void {
  for (let folder = parent; ; folder = dirname(folder)) {
    const packages = join(folder, "node_modules");
    if (existsSync(packages)) {
      throw buildFault("temporary-folder-unfit", {
        message: `Cannot try executables in "${parent}": they would find packages in "${packages}", which users do not have`,
        hint: "Remove that folder, or name another temporary folder in TMPDIR (on Windows TEMP)",
      });
    }
    if (folder === dirname(folder)) return;
  }
}
