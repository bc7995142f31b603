/** Where a project's publisher finds what lies at the destination, published or not yet. */

import { type Env, throwIfInterrupted } from "@slipway/build";
import type { Config } from "@slipway/config";

import type { ReleasePlace } from "../verify/release-place.ts";
import { destinationOf } from "./destinations.ts";
import { publishFault } from "./faults.ts";
import { LIMITS, PATIENCE, type Patience } from "./limits.ts";
import { pause } from "./pause.ts";
import { tryAgain } from "./try-again.ts";

/**
 * The release of a tag such as `v1.2.3`, or else its draft.
 *
 * @throws Fault `no-draft` where there is neither or a draft in a folder is not whole yet, `no-destination`, `no-token`,
 *   and those of asking.
 */
export async function destinationPlace(
  tag: string,
  options: {
    readonly config: Config;
    readonly env: Env;
    /** SHA-256 of the `checksums.txt` that is meant; any draft where it is not said. */
    readonly checksums?: string | undefined;
    readonly patience?: Patience;
  },
): Promise<ReleasePlace> {
  const { config, env, checksums, patience = PATIENCE } = options;
  const destination = await destinationOf(config, { env, patience, dryRun: true });
  for (let looks = 0; looks <= LIMITS.questionFailures; looks += 1) {
    // What was made just now may not be shown yet.
    if (looks > 0) await pause(patience.baseMs * looks, env.signal);
    throwIfInterrupted(env);
    const place = await tryAgain(() => destination.filesOf({ tag, checksums }), { env, patience });
    if (place !== undefined) return place;
  }
  throw publishFault("no-draft", {
    message: `Cannot verify the draft of ${tag}: there is none${checksums === undefined ? "" : ` of these files (${checksums})`}, ${destination.label}`,
    hint: "Make one: slipway publish --draft",
  });
}
