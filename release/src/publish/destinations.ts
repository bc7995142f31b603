/** Where the configuration says that releases go. */

import { join } from "node:path";

import type { Env } from "@slipway/build";
import type { Config } from "@slipway/config";

import type { Destination } from "./destination.ts";
import { dirDestination } from "./dir/dir-destination.ts";
import { type KeptDigests, keptDigests } from "./dir/kept-digests.ts";
import { publishFault } from "./faults.ts";
import type { Patience } from "./limits.ts";

/**
 * The destination of a project.
 *
 * @throws Fault `no-destination`, `no-token`.
 */
export async function destinationOf(
  { destination }: Config,
  options: { readonly env: Env; readonly patience: Patience; readonly dryRun: boolean },
): Promise<Destination> {
  switch (destination?.kind) {
    case "dir":
      return dirDestination(destination.folder, {
        digests: digestsIn(options),
        isServed: destination.downloads !== undefined,
      });
    case "github": {
      // Its libraries are large, and nothing else needs them.
      const { githubDestination } = await import("./github/github-destination.ts");
      return githubDestination(destination, options);
    }
    case undefined:
      throw publishFault("no-destination", {
        message:
          "Cannot publish: the configuration names no destination, and the repository is not on github.com",
        hint: "Set publish.github.repository, publish.github.api for an Enterprise Server, or publish.dir",
      });
  }
}

/** A dry run writes nothing. */
function digestsIn({ env, dryRun }: { readonly env: Env; readonly dryRun: boolean }): KeptDigests {
  const digests = keptDigests({ file: join(env.dist, ".cache", "published.json") });
  return dryRun ? { ...digests, save: () => undefined } : digests;
}
